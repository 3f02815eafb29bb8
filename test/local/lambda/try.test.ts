import { test } from 'vitest';
import { createLambdaFixture } from './fixture.ts';
test('x', async () => {
  const f = createLambdaFixture();
  await f.deploy('echo', 'console.log("init"); exports.handler = async (e, c) => { console.log("hi", e, process.env, c); process.stdout.write("raw\\n"); return e; }');
  let t = performance.now();
  console.log(await f.invoke('echo', { a: 1 }), performance.now() - t);
  console.log(f.lines.join('\n'));
  t = performance.now();
  await f.deploy('plain', 'exports.handler = async (e) => e');
  const mb = JSON.stringify({ data: 'x'.repeat(1 << 20) });
  const buf = Buffer.from(mb);
  await f.lambda.functions.invoke('plain', buf);
  for (const [name, p, n] of [['1MB', buf, 300], ['tiny', Buffer.from('{}'), 3000]] as const) {
    t = performance.now();
    for (let i = 0; i < n; i++) await f.lambda.functions.invoke('plain', p);
    const ms = performance.now() - t;
    console.log(name, 'sequential', (n / ms * 1000).toFixed(0), 'per s', (ms / n).toFixed(3), 'ms each');
    t = performance.now();
    await Promise.all(Array.from({ length: n }, () => f.lambda.functions.invoke('plain', p)));
    console.log(name, 'parallel', (n / (performance.now() - t) * 1000).toFixed(0), 'per s');
  }
  t = performance.now(); for (let i = 0; i < 100; i++) JSON.stringify(JSON.parse(buf.toString())); console.log('parse+stringify alone', (performance.now() - t) / 100);
  await f.close();
});
