import { describe, expect, it } from 'vitest';
import type { Rehearsal } from '../../../scripts/rehearse/rehearse.ts';
import { summary } from '../../../scripts/rehearse/summary.ts';

const run = (code: number) => ({ code, printed: '', seconds: 12.3 });
const good: Rehearsal = {
  deploy: run(0),
  remove: run(0),
  types: [
    { type: 'AWS::Kinesis::Stream', declared: 1, created: 1, left: 0 },
    { type: 'AWS::Glue::Table', declared: 2, created: 0, left: 0 },
  ],
  left: [],
  unasked: [],
};

it('a rehearsal tells what was created, what was only accepted, and that nothing is left', () => {
  const { lines, failed } = summary(good);
  expect(failed).toBe(false);
  expect(lines).toEqual([
    'rehearse: sls deploy took 12 s, sls remove 12 s.',
    'rehearse: moto created 1 resources of 1 types, found through their own APIs:',
    '    1 AWS::Kinesis::Stream',
    'rehearse: moto only accepted 2 resources of 1 types, which its CloudFormation cannot create:',
    '    2 AWS::Glue::Table',
    'rehearse: after sls remove nothing is left.',
  ]);
});

describe('a rehearsal has failed', () => {
  it.each<[string, Partial<Rehearsal>, string]>([
    ['when deploying fails', { deploy: run(1) }, 'sls deploy ended with 1.'],
    ['when removing fails', { remove: run(1) }, 'sls remove ended with 1.'],
    [
      'when what moto can create is not there',
      { types: [{ type: 'AWS::Kinesis::Stream', declared: 2, created: 1, left: 0 }] },
      'of 2 AWS::Kinesis::Stream only 1 were found.',
    ],
    ['when something is left', { left: ['LakeBucket'] }, 'these are left: LakeBucket.'],
    ['when nobody asked for a type', { unasked: ['AWS::X::Y'] }, 'nobody asked for AWS::X::Y'],
  ])('%s', (_name, change, line) => {
    const { lines, failed } = summary({ ...good, ...change });
    expect(failed).toBe(true);
    expect(lines.join('\n')).toContain(line);
  });
});
