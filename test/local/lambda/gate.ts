import { BroadcastChannel } from 'node:worker_threads';

const CHANNEL = 'tributary-test-gate';

/** Put in front of a handler: `pass(event)` reports the event to the test and waits until its `n` is let through. */
export const GATED = `
  const { BroadcastChannel } = require('node:worker_threads');
  const pass = (event) => new Promise((resolve) => {
    const channel = new BroadcastChannel('${CHANNEL}');
    channel.onmessage = ({ data }) => { if (data.open === event.n) { channel.close(); resolve(); } };
    channel.postMessage({ arrived: event });
  });`;

export interface Gate {
  /** The first `count` events whose handlers wait, or waited, at the gate. */
  arrived(count: number): Promise<{ n: number }[]>;
  /** Lets every handler through that has an event with this `n`, now or as soon as it comes. */
  open(n: number): void;
  close(): void;
}

export function createGate(): Gate {
  const channel = new BroadcastChannel(CHANNEL);
  const events: { n: number }[] = [];
  const opened = new Set<number>();
  let tell = () => {};
  channel.onmessage = (message: unknown) => {
    const { arrived } = (message as { data: { arrived?: { n: number } } }).data;
    if (!arrived) return;
    events.push(arrived);
    if (opened.has(arrived.n)) channel.postMessage({ open: arrived.n });
    tell();
  };
  return {
    async arrived(count) {
      while (events.length < count) await new Promise<void>((resolve) => (tell = resolve));
      return events.slice(0, count);
    },
    open(n) {
      opened.add(n);
      channel.postMessage({ open: n });
    },
    close: () => channel.close(),
  };
}
