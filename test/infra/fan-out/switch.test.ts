import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageSources, withSources } from '../../support/package-run.ts';
import { packaged, readTemplate, type Template } from '../../support/packaged.ts';
import { offences } from '../../support/specification.ts';
import { at } from '../../support/template-parts.ts';
import { dashboardOf } from '../alarms/watched-metrics.ts';

const stages = ['dev', 'prod'] as const;

/** The template of a stage that has no fan-out. */
const without = (stage: string): Promise<Template> =>
  withSources(async (sources) => {
    const output = join(sources, 'out');
    const { code, printed } = await packageSources(sources, { stage, output, parameters: { fanOut: 'false' } });
    if (code !== 0) throw new Error(printed);
    return readTemplate(output);
  });

const [dev, prod] = await Promise.all(stages.map(without));
const off = { dev: dev!, prod: prod! };

describe.each(stages)('stage %s without its fan-out', async (stage) => {
  const on = (await packaged(stage)).template;

  it('has nothing of it', () => {
    const gone = Object.keys(on.Resources).filter((logicalId) => !(logicalId in off[stage].Resources));
    expect(gone.filter((logicalId) => !logicalId.endsWith('Alarm')).sort()).toEqual([
      'ChangesArchiveDeliveryLogGroup',
      'ChangesArchiveDeliveryLogStream',
      'ChangesArchiveDeliveryRole',
      'ChangesArchiveDeliveryStream',
      'ChangesBus',
      'DdbDashfanoutLambdaFunction',
      'DdbDashfanoutLogGroup',
      'DdbFanoutMapping',
      'DdbFanoutRole',
      'ModerationDeadLetterQueue',
      'ModerationDeadLetterQueuePolicy',
      'ModerationQueue',
      'ModerationQueuePolicy',
      'ModerationSubscription',
      'ModerationTopic',
      'ModerationTopicPolicy',
    ]);
    expect(JSON.stringify(off[stage])).not.toMatch(/fan-?out|moderation|changes-archive/i);
  });

  it('has nothing else', () => {
    expect(Object.keys(off[stage].Resources).filter((logicalId) => !(logicalId in on.Resources))).toEqual([]);
    expect(offences(off[stage])).toEqual([]);
  });

  // Unread it costs nothing; what it holds is told when the fan-out is switched on again within a day.
  it("keeps the table's stream", () => {
    expect(off[stage].Resources.ChatMessagesTable).toEqual(on.Resources.ChatMessagesTable);
  });

  it('counts nothing that it would have put aside', () => {
    const { Properties } = off[stage].Resources.DlqDashinventoryLambdaFunction!;
    expect(at(Properties, 'Environment', 'Variables', 'COUNT_UNTOLD_CHANGES')).toBe('false');
    expect(JSON.stringify(off[stage].Resources.DlqInventoryRole)).not.toContain('aws/lambda/');
  });

  it('has no row of it on the dashboard', () => {
    const titlesOf = (template: Template) =>
      dashboardOf(template).widgets.flatMap(({ properties }) => properties.markdown ?? []);
    expect(titlesOf(on)).toContain('## Subscribers');
    expect(titlesOf(off[stage])).not.toContain('## Subscribers');
  });
});
