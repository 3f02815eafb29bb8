/** A table whose changes are captured, and the stream that takes them. `name` is the short name; the resources are in table.yml and change-stream.yml. */
export interface Source {
  /** `id`: logical id. */
  table: { id: string; name: string };
  stream: { id: string; name: string };
}

/** Every table that feeds a stream which delivery streams read. */
export const sources: Source[] = [
  { table: { id: 'ChatMessagesTable', name: 'chat-messages' }, stream: { id: 'ChangeStream', name: 'changes' } },
];

/** Logical id of a stream by its short name; `delivery-stream/check.ts` has seen to it that there is one. */
export const streamId = (name: string): string => sources.find(({ stream }) => stream.name === name)!.stream.id;
