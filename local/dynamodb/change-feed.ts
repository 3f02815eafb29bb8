import type { Change } from './change.ts';

/** Called with the changes of one table, in order, after they are stored and before their writers are answered. Must not throw. */
export type ChangeListener = (changes: Change[]) => void;

/** Listeners by table, in this process: where DynamoDB Streams can take hold. */
export function createChangeFeed() {
  const listeners = new Map<string, Set<ChangeListener>>();
  return {
    onChange(tableName: string, listener: ChangeListener): () => void {
      const ofTable = listeners.get(tableName) ?? new Set();
      listeners.set(tableName, ofTable.add(listener));
      return () => void ofTable.delete(listener);
    },
    publish(tableName: string, changes: Change[]): void {
      for (const listener of listeners.get(tableName) ?? []) listener(changes);
    },
  };
}
