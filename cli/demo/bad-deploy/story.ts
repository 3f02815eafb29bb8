/** Tells what happens as it happens: headings, and commands with what they print. Silent when only the result is wanted. */
export interface Story {
  heading(nowMs: number, text: string): void;
  say(text: string): void;
  /** A command of this project, as an operator would type it, and its output. */
  command(line: string, output: string): void;
}

export function createStory(quiet: boolean, print: (text: string) => void = console.log): Story {
  if (quiet) return { heading() {}, say() {}, command() {} };
  return {
    heading(nowMs, text) {
      const line = `${new Date(nowMs).toISOString().slice(11, 16)}  ${text}`;
      print(`\n${line}\n${'─'.repeat(line.length)}`);
    },
    say: print,
    command: (line, output) => print(`\n$ tributary ${line}\n${output}`),
  };
}
