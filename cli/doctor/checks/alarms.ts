import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { canonical, differences, inWords } from '../differences.ts';
import { judge, look, missing } from '../look.ts';
import { type Note, PUT_BACK } from '../note.ts';
import { type Check, resourcesOf, type Stage } from '../stage.ts';

/** An alarm may be without data for so long after a deployment, or where an hour passes without a message. */
const WITHOUT_DATA_MS = 2 * 3_600_000;

const ACTIONS = ['AlarmActions', 'OKActions', 'InsufficientDataActions'] as const;
/** Their order means nothing. */
const UNORDERED = ['Dimensions', 'Metrics', ...ACTIONS];
const NOT_COMPARED = ['Tags', 'ActionsEnabled', 'AlarmDescription', ...UNORDERED];

export const checkAlarms: Check = async (stage) => {
  const expected = resourcesOf(stage, 'AWS::CloudWatch::Alarm');
  const seen = await look(() => alarmsOf(stage));
  const question = { where: 'alarms', what: 'their state and configuration', byHand: 'aws cloudwatch describe-alarms' };
  return judge(seen, question, undefined, (alarms) =>
    expected.flatMap(({ name, properties }) => {
      const where = `alarm ${name}`;
      const alarm = alarms.get(name);
      if (!alarm) return [missing(where)];
      return [
        ...actionNotes(where, properties, alarm),
        ...configurationNotes(where, properties, alarm),
        ...dataNotes(where, alarm, stage),
      ];
    }),
  );
};

function actionNotes(where: string, properties: Record<string, unknown>, alarm: MetricAlarm): Note[] {
  if (properties.ActionsEnabled !== false && alarm.ActionsEnabled === false) {
    const mend = `aws cloudwatch enable-alarm-actions --alarm-names ${alarm.AlarmName}`;
    return [{ severity: 'error', where, what: 'its actions are disabled: it rings unheard', mend }];
  }
  return ACTIONS.filter(
    (name) => properties[name] !== undefined && canonical(properties[name]) !== canonical(alarm[name] ?? []),
  ).map((name) => ({ severity: 'error', where, what: `${name} are not those of the template`, mend: PUT_BACK }));
}

function configurationNotes(where: string, properties: Record<string, unknown>, alarm: MetricAlarm): Note[] {
  const expected = Object.fromEntries(Object.entries(properties).filter(([name]) => !NOT_COMPARED.includes(name)));
  const dimensions =
    properties.Dimensions !== undefined && canonical(properties.Dimensions) !== canonical(alarm.Dimensions ?? []);
  return [
    ...differences(expected, alarm).map(
      (difference): Note => ({ severity: 'warning', where, what: inWords(difference), mend: PUT_BACK }),
    ),
    ...(dimensions
      ? [{ severity: 'warning' as const, where, what: 'its dimensions are not those of the template', mend: PUT_BACK }]
      : []),
    ...metricNotes(where, properties, alarm),
  ];
}

/** The queries of a metric-math alarm, by id. */
function metricNotes(where: string, { Metrics }: Record<string, unknown>, alarm: MetricAlarm): Note[] {
  if (!Array.isArray(Metrics)) return [];
  return (Metrics as { Id: string }[]).flatMap((query) => {
    const actual = alarm.Metrics?.find(({ Id }) => Id === query.Id);
    if (differences(query, actual).length === 0) return [];
    return [
      { severity: 'warning', where, what: `its query ${query.Id} is not the one of the template`, mend: PUT_BACK },
    ];
  });
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html */
function dataNotes(
  where: string,
  { StateValue, StateTransitionedTimestamp, StateUpdatedTimestamp }: MetricAlarm,
  { deployed }: Stage,
): Note[] {
  const since = (StateTransitionedTimestamp ?? StateUpdatedTimestamp)?.getTime();
  if (StateValue !== 'INSUFFICIENT_DATA' || since === undefined) return [];
  const ms = deployed.now() - since;
  if (ms < WITHOUT_DATA_MS) return [];
  return [
    {
      severity: 'warning',
      where,
      what: `has had no data for ${Math.floor(ms / 3_600_000)} hours: it watches nothing`,
      mend: 'If records do flow, its metric has another name, dimension or unit than it watches: see docs/runbook.md, "After the first deployment".',
    },
  ];
}

async function alarmsOf({ deployed }: Stage): Promise<Map<string, MetricAlarm>> {
  const alarms = new Map<string, MetricAlarm>();
  let NextToken: string | undefined;
  do {
    const page = await deployed
      .client(CloudWatchClient)
      .send(new DescribeAlarmsCommand({ AlarmNamePrefix: deployed.physicalName(''), NextToken }));
    for (const alarm of page.MetricAlarms ?? []) alarms.set(alarm.AlarmName ?? '', alarm);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return alarms;
}
