/** Names one handing-out of one message. */
export interface Receipt {
  queueName: string;
  messageId: string;
  receiveCount: number;
}

export const encodeReceipt = ({ queueName, messageId, receiveCount }: Receipt): string =>
  Buffer.from(`${queueName} ${messageId} ${receiveCount}`).toString('base64');

/** Undefined for what {@link encodeReceipt} did not make for this queue. */
export function decodeReceipt(handle: string, queueName: string): Receipt | undefined {
  const [name, messageId = '', count = ''] = Buffer.from(handle, 'base64').toString().split(' ');
  if (name !== queueName || !/^\d+$/.test(count)) return undefined;
  return { queueName, messageId, receiveCount: Number(count) };
}
