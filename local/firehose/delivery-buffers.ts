import type { Clock } from '../clock.ts';
import { type BufferHints, type BufferPolicy, createBufferPolicy } from './buffer.ts';
import type { ObjectBody } from './object-body.ts';
import type { Ticket } from './progress.ts';

/** Which object a row belongs in. */
export interface Destination {
  /** Equal for rows that share an object. */
  id: string;
  keysFromLambda?: Record<string, string> | undefined;
  keysFromQuery?: Record<string, string> | undefined;
  /** Present for error objects. */
  errorOutputType?: string;
}

/** An object while it is filled. */
export interface DeliveryBuffer {
  destination: Destination;
  body: ObjectBody;
  policy: BufferPolicy;
  openedMs: number;
  records: number;
  /** Size of the records as they came from the source; metrics count these. */
  sourceBytes: number;
  /** Milliseconds since the epoch; names the object's folder. */
  oldestArrivalMs: number;
  /** Held until the object is written. */
  tickets: Ticket[];
}

export interface DeliveryBuffers {
  /** `rowBytes`, where given, is what counts of the row for the hints. */
  add(
    destination: Destination,
    row: Buffer,
    record: { sourceBytes: number; arrivalMs: number; rowBytes?: number },
    ticket: Ticket,
  ): void;
  /** Hands every open buffer to `write`, hints met or not. */
  flushAll(): void;
  openRecords(): number;
  close(): void;
}

const DELIMITER = Buffer.from('\n');

/**
 * One buffer per object in the making, each with the same hints.
 *
 * @param write takes a full buffer over; called in the turn that fills it.
 * @param isOverfull true while all buffers together hold too much memory: then the largest is written before its hints
 * are met.
 */
export function createDeliveryBuffers(options: {
  hints: BufferHints;
  clock: Clock;
  appendDelimiter: boolean;
  openBody: (destination: Destination) => ObjectBody;
  write: (buffer: DeliveryBuffer) => void;
  isOverfull: () => boolean;
}): DeliveryBuffers {
  const { hints, clock, appendDelimiter, openBody, write, isOverfull } = options;
  /** In order of opening, and so of falling due. */
  const open = new Map<string, DeliveryBuffer>();
  let cancelTimer: (() => void) | undefined;

  const flush = (buffer: DeliveryBuffer): void => {
    open.delete(buffer.destination.id);
    write(buffer);
  };
  const flushDue = (): void => {
    cancelTimer = undefined;
    for (const buffer of open.values()) {
      if (buffer.policy.dueMs() > clock.now()) break;
      flush(buffer);
    }
    setTimer();
  };
  const setTimer = (): void => {
    const [first] = open.values();
    if (!cancelTimer && first) cancelTimer = clock.after(first.policy.dueMs() - clock.now(), flushDue);
  };
  const openBuffer = (destination: Destination): DeliveryBuffer => {
    const buffer: DeliveryBuffer = {
      destination,
      body: openBody(destination),
      policy: createBufferPolicy(hints),
      openedMs: clock.now(),
      records: 0,
      sourceBytes: 0,
      oldestArrivalMs: Number.POSITIVE_INFINITY,
      tickets: [],
    };
    open.set(destination.id, buffer);
    return buffer;
  };

  return {
    add(destination, row, record, ticket) {
      const buffer = open.get(destination.id) ?? openBuffer(destination);
      if (appendDelimiter && buffer.records > 0 && !destination.errorOutputType) buffer.body.add(DELIMITER);
      buffer.body.add(row);
      buffer.records += 1;
      buffer.sourceBytes += record.sourceBytes;
      if (record.arrivalMs < buffer.oldestArrivalMs) buffer.oldestArrivalMs = record.arrivalMs;
      // The rows of one ticket arrive in one turn, so the last ticket tells whether this one is held already.
      if (buffer.tickets.at(-1) !== ticket) {
        ticket.hold();
        buffer.tickets.push(ticket);
      }
      if (buffer.policy.add(record.rowBytes ?? row.length, clock.now()) === 'flush') flush(buffer);
      while (open.size > 0 && isOverfull()) flush(largest(open.values()));
      setTimer();
    },
    flushAll() {
      for (const buffer of open.values()) flush(buffer);
    },
    openRecords: () => [...open.values()].reduce((sum, { records }) => sum + records, 0),
    close: () => cancelTimer?.(),
  };
}

const largest = (buffers: Iterable<DeliveryBuffer>): DeliveryBuffer =>
  [...buffers].reduce((most, buffer) => (buffer.body.heldBytes() > most.body.heldBytes() ? buffer : most));
