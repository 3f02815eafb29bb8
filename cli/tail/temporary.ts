/** Things that were made and must be removed at the end, in the reverse order. */
export interface TemporaryThings {
  /** Notes how to remove what was made, and what it is called. */
  made(name: string, remove: () => Promise<unknown>): void;
  /** Removes everything, whatever of it fails. Answers what is still there, in words. */
  removeAll(): Promise<string[]>;
}

export function createTemporaryThings(): TemporaryThings {
  const things: { name: string; remove: () => Promise<unknown> }[] = [];
  return {
    made: (name, remove) => void things.push({ name, remove }),
    async removeAll() {
      const left: string[] = [];
      for (const { name, remove } of things.splice(0).reverse()) {
        try {
          await remove();
        } catch (error) {
          left.push(`${name} (${error instanceof Error ? error.message : error})`);
        }
      }
      return left;
    },
  };
}
