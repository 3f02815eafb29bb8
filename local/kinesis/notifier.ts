/** Tells listeners that a stream has changed: on a later turn, and once however often it changed until then. */
export interface Notifier {
  notify(streamName: string): void;
  /** The answer unsubscribes. */
  onChange(streamName: string, listener: () => void): () => void;
  close(): void;
}

export function createNotifier(): Notifier {
  const listeners = new Map<string, Set<() => void>>();
  const pending = new Map<string, NodeJS.Immediate>();
  return {
    notify(streamName) {
      if (!listeners.has(streamName) || pending.has(streamName)) return;
      const fire = () => {
        pending.delete(streamName);
        for (const listener of [...(listeners.get(streamName) ?? [])]) listener();
      };
      pending.set(streamName, setImmediate(fire));
    },
    onChange(streamName, listener) {
      const own = () => listener();
      const all = listeners.get(streamName) ?? new Set();
      listeners.set(streamName, all.add(own));
      return () => {
        all.delete(own);
        if (all.size === 0 && listeners.get(streamName) === all) listeners.delete(streamName);
      };
    },
    close() {
      for (const immediate of pending.values()) clearImmediate(immediate);
      pending.clear();
      listeners.clear();
    },
  };
}
