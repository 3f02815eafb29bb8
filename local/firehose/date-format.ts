import { fieldOfLetter } from './date-letters.ts';
import type { ZonedTime } from './zoned-time.ts';

/** A compiled pattern: the text of an instant. */
export type DateFormat = (time: ZonedTime) => string;

const LETTERS = /^[A-Za-z]$/;

/**
 * Compiles a pattern of Java's DateTimeFormatter (Java 17, English), or answers undefined where Java refuses it.
 * Text between single quotes is taken literally, `''` is a quote; `[` and `]` mark what may be left out when parsing
 * and print nothing;
 * `{`, `}` and `#` are reserved. Other characters that are no letters stand for themselves.
 * https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/time/format/DateTimeFormatter.html
 */
export function compileDateFormat(pattern: string): DateFormat | undefined {
  const parts: DateFormat[] = [];
  let sections = 0;
  for (let at = 0; at < pattern.length; ) {
    const char = pattern[at]!;
    if (LETTERS.test(char)) {
      const part = readLetters(pattern, at);
      if (!part) return undefined;
      parts.push(part.format);
      at = part.end;
    } else if (char === "'") {
      const part = readQuoted(pattern, at);
      if (!part) return undefined;
      parts.push(() => part.text);
      at = part.end;
    } else if ('{}#'.includes(char)) {
      return undefined;
    } else {
      if (char === '[') sections += 1;
      else if (char === ']') sections -= 1;
      else parts.push(() => char);
      if (sections < 0) return undefined;
      at += 1;
    }
  }
  return (time) => parts.map((part) => part(time)).join('');
}

function readLetters(pattern: string, start: number): { format: DateFormat; end: number } | undefined {
  const letter = pattern[start]!;
  let end = start + 1;
  while (pattern[end] === letter) end += 1;
  if (letter !== 'p') {
    const format = fieldOfLetter(letter, end - start);
    return format && { format, end };
  }
  // `p` pads what follows it to its own count.
  const padded = LETTERS.test(pattern[end] ?? '') ? readLetters(pattern, end) : undefined;
  return padded && { format: (time) => padded.format(time).padStart(end - start), end: padded.end };
}

function readQuoted(pattern: string, start: number): { text: string; end: number } | undefined {
  let text = '';
  for (let at = start + 1; at < pattern.length; at += 1) {
    if (pattern[at] !== "'") text += pattern[at];
    else if (pattern[at + 1] === "'") {
      text += "'";
      at += 1;
    } else {
      return { text: text === '' ? "'" : text, end: at + 1 };
    }
  }
  return undefined;
}
