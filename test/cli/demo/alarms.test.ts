import { describe, expect, it } from 'vitest';
import { createAlarmWatch } from '../../../cli/demo/bad-deploy/alarms.ts';
import { createProgress } from '../../../cli/output.ts';
import type { AlarmStatus } from '../../../local/cloudwatch/alarms.ts';
import type { CloudWatch } from '../../../local/cloudwatch/service.ts';
import { loadPackagedService, resolvePackagedService } from '../../../local/template/load.ts';
import { packaged } from '../../support/packaged.ts';

const layouts = ['chat-by-livestream', 'chat-by-time'];
const watched = layouts.flatMap((layout) =>
  ['processing-failed', 'error-objects-waiting'].map((kind) => `tributary-dev-ticket-${layout}-${kind}`),
);

describe('the alarms of the operator’s hour', () => {
  it('are those of the delivery streams: what is never to ring in it is not waited for', async () => {
    const { directory } = await packaged('dev');
    const { resources } = resolvePackagedService(loadPackagedService(directory), '000000000000');
    const names = resources.filter(({ type }) => type === 'AWS::CloudWatch::Alarm').map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(watched));
    const alarms = () => names.map((alarmName) => ({ alarmName, state: 'OK' }) as AlarmStatus);
    const watch = createAlarmWatch();
    for (const alarmName of watched) watch.hear({ type: 'alarm', alarmName, from: 'OK', to: 'ALARM', reason: '' });
    await watch.untilRung({ resources, cloudwatch: { alarms } as CloudWatch }, createProgress(true));
    expect([...watch.rang]).toEqual(watched);
  });
});
