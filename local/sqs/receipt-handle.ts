/** Names one handing-out of one message. */
export interface Receipt {
  queueName: string;
  messageId: string;
  /** Of the message in its queue. */
  number: number;
  receiveCount: number;
}

export const encodeReceipt = ({ queueName, messageId, number, receiveCount }: Receipt): string =>
  Buffer.from(`${queueName} ${messageId} ${number} ${receiveCount}`).toString('base64');

/** Undefined for what {@link encodeReceipt} did not make for this queue. */
export function decodeReceipt(handle: string, queueName: string): Receipt | undefined {
  const [name, messageId = '', number = '', count = ''] = Buffer.from(handle, 'base64').toString().split(' ');
  if (name !== queueName || !/^\d+$/.test(number) || !/^\d+$/.test(count)) return undefined;
  return { queueName, messageId, number: Number(number), receiveCount: Number(count) };
}
