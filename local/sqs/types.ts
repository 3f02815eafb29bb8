/** As on the wire; a binary value is base64. */
export interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  BinaryValue?: string;
}

export interface NewMessage {
  body: string;
  attributes?: Record<string, MessageAttribute>;
  /** Of a standard queue; the queue's own otherwise. */
  delayMs?: number;
  /** FIFO queues need one. */
  groupId?: string;
  deduplicationId?: string;
}

export interface SentMessage {
  messageId: string;
  /** Of FIFO queues. */
  sequenceNumber?: string;
}

/** A message as the queue keeps it. Times are milliseconds since the epoch by the stack's clock. */
export interface Message {
  id: string;
  body: string;
  attributes: Record<string, MessageAttribute>;
  sentMs: number;
  /** Not handed out before; while it is in flight, when it comes back. */
  visibleMs: number;
  receiveCount: number;
  firstReceivedMs?: number;
  groupId?: string;
  deduplicationId?: string;
  sequenceNumber?: string;
  /** Of the queue that it was moved from. */
  deadLetterSourceArn?: string;
}

/** A message as it lies on disk: as it was sent. */
export interface StoredMessage extends Omit<Message, 'visibleMs' | 'receiveCount' | 'firstReceivedMs'> {
  /** Of a message that was sent with a delay. */
  delayedUntilMs?: number;
}

/** What other local services may do with queues in this process. */
export interface Queues {
  /** Durable (survives `kill -9`) before it answers. Throws `AwsError`s of SQS; takes a queue's ARN. */
  send(queueArn: string, message: NewMessage): SentMessage;
  /** Whether there is such a queue. */
  has(queueArn: string): boolean;
}

/** Messages of a queue, by what they are at the moment. */
export interface QueueCounts {
  visible: number;
  inFlight: number;
  delayed: number;
  /** Milliseconds; 0 without messages. */
  ageOfOldestMs: number;
}
