import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createLambdaFixture, type LambdaFixture } from './fixture.ts';

let fixture: LambdaFixture;
beforeAll(() => {
  fixture = createLambdaFixture();
});
beforeEach(() => {
  fixture.lines.length = 0;
});
afterAll(() => fixture.close());

const STAMP = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t`;

test('every line is there before the result, in the order it was written, between Lambda’s own', async () => {
  const code = `
    console.log('loading');
    exports.handler = async () => {
      console.log('one %d', 1, { two: 2 });
      process.stdout.write('{"_aws":{}}\\n');
      console.error('three');
      process.stderr.write('four\\n');
      new (require('node:console').Console)(process.stdout, process.stderr).log('five');
      console.warn('six'); console.debug('seven'); console.trace('eight'); console.info('nine');
      process.stdout.write('ten');
      return 'done';
    };`;
  await fixture.deploy('talker', code);
  await fixture.invoke('talker');
  const id = /RequestId: (\S+)/.exec(fixture.lines[1] ?? '')?.[1] ?? '';
  const expected = [
    `${STAMP}undefined\tINFO\tloading`,
    `START RequestId: ${id} Version: \\$LATEST`,
    `${STAMP}${id}\tINFO\tone 1 \\{ two: 2 \\}`,
    '\\{"_aws":\\{\\}\\}',
    `${STAMP}${id}\tERROR\tthree`,
    'four',
    'five',
    `${STAMP}${id}\tWARN\tsix`,
    `${STAMP}${id}\tDEBUG\tseven`,
    `${STAMP}${id}\tTRACE\teight`,
    `${STAMP}${id}\tINFO\tnine`,
    'ten',
    `END RequestId: ${id}`,
    `REPORT RequestId: ${id}\tDuration: \\d+\\.\\d\\d ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax Memory Used: \\d+ MB\tInit Duration: \\d+\\.\\d\\d ms`,
  ];
  expect(fixture.lines.length).toBe(expected.length);
  for (const [i, line] of expected.entries()) expect(fixture.lines[i]).toMatch(new RegExp(`^${line}$`));
});

test('a warm invocation reports no init', async () => {
  await fixture.deploy('warm', 'exports.handler = async () => 1;');
  await fixture.invoke('warm');
  const { logTail } = await fixture.invoke('warm');
  expect(logTail).toMatch(/^START .*\nEND .*\nREPORT .*Max Memory Used: \d+ MB\n$/);
});

test('lines are put together from pieces, and characters from bytes', async () => {
  const code = `exports.handler = async () => {
    const bytes = Buffer.from('é😀\\n');
    for (const byte of bytes) process.stdout.write(Buffer.from([byte]));
    process.stdout.write('a', 'utf8', () => {}); process.stdout.write('b\\nc'); process.stdout.write('\\n\\n');
    await new Promise((resolve) => process.stdout.write('last\\n', resolve));
  };`;
  await fixture.deploy('pieces', code);
  await fixture.invoke('pieces');
  expect(fixture.lines.slice(1, -2)).toEqual(['é😀', 'ab', 'c', '', 'last']);
});

test('the tail is the last 4 KB, cut between characters', async () => {
  await fixture.deploy('long', `exports.handler = async () => { process.stdout.write('😀'.repeat(3000) + '\\n'); };`);
  const { logTail } = await fixture.invoke('long');
  expect(Buffer.byteLength(logTail)).toBeLessThanOrEqual(4096);
  expect(Buffer.byteLength(logTail)).toBeGreaterThan(4092);
  expect(logTail).toMatch(/^😀/u);
  expect(logTail).toMatch(/REPORT RequestId: .*\n$/);
});

test('thousands of lines neither get lost nor change places', async () => {
  await fixture.deploy(
    'flood',
    `exports.handler = async () => { for (let i = 0; i < 5000; i++) process.stdout.write(i + '\\n'); process.exit(1); };`,
  );
  await fixture.invoke('flood');
  expect(fixture.lines.filter((line) => /^\d+$/.test(line))).toEqual(Array.from({ length: 5000 }, (_, i) => String(i)));
});
