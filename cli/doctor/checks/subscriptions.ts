import { ListSubscriptionsByTopicCommand, SNSClient, type Subscription } from '@aws-sdk/client-sns';
import type { Resource } from '../../../local/template/resolve.ts';
import { judge, look } from '../look.ts';
import type { Note } from '../note.ts';
import { type Check, resourcesOf, type Stage } from '../stage.ts';
import { subscriptionSettingNotes } from './subscription-settings.ts';

/** How SNS lists a subscription to which nobody has agreed yet. https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
const PENDING = 'PendingConfirmation';

/** Who is told by each topic. A topic that is gone is told once, by `topics.ts`. */
export const checkSubscriptions: Check = async (stage) => {
  const notes = await Promise.all(resourcesOf(stage, 'AWS::SNS::Topic').map((topic) => checkOne(stage, topic)));
  return notes.flat();
};

async function checkOne(stage: Stage, topic: Resource): Promise<Note[]> {
  const where = `topic ${topic.name}`;
  const expected = resourcesOf(stage, 'AWS::SNS::Subscription')
    .map(({ properties }) => properties)
    .filter(({ TopicArn }) => TopicArn === topic.arn);
  const rings = resourcesOf(stage, 'AWS::CloudWatch::Alarm').some(({ properties }) =>
    [properties.AlarmActions ?? []].flat().includes(topic.arn),
  );
  if (!rings && expected.length === 0) return [];
  const seen = await look(() => subscriptionsOf(stage, topic.arn));
  const byHand = `aws sns list-subscriptions-by-topic --topic-arn ${topic.arn}`;
  const question = { where, what: 'whether its subscriptions are there and confirmed', byHand };
  const listed = 'answer' in seen ? seen.answer : [];
  const notes = judge(seen, question, undefined, () => [
    ...expected.flatMap((properties) => subscriptionNotes(where, properties, listed)),
    ...(rings && expected.length === 0 ? unheardNotes(where, listed) : []),
  ]);
  const settings = await Promise.all(
    expected.flatMap((properties) => {
      const arn = found(properties, listed)?.SubscriptionArn ?? PENDING;
      return arn === PENDING ? [] : [subscriptionSettingNotes(stage, where, arn, properties)];
    }),
  );
  return [...notes, ...settings.flat()];
}

/** Of a topic that alarms ring, and that the template subscribes nobody to. */
function unheardNotes(where: string, subscriptions: readonly Subscription[]): Note[] {
  if (subscriptions.some(({ SubscriptionArn }) => SubscriptionArn !== PENDING)) return [];
  return [
    {
      severity: 'warning',
      where,
      what: 'has no subscriber: alarms ring unheard',
      mend: 'Set alarmEmail in serverless.yml and deploy, or subscribe somebody.',
    },
  ];
}

const found = ({ Protocol, Endpoint }: Record<string, unknown>, subscriptions: readonly Subscription[]) =>
  subscriptions.find((each) => each.Protocol === Protocol && each.Endpoint === Endpoint);

function subscriptionNotes(
  where: string,
  properties: Record<string, unknown>,
  subscriptions: readonly Subscription[],
): Note[] {
  const { Protocol, Endpoint } = properties;
  const subscription = found(properties, subscriptions);
  if (!subscription) {
    const what = `its subscription of ${Endpoint} (${Protocol}) is gone: somebody has unsubscribed`;
    return [
      {
        severity: 'error',
        where,
        what,
        mend: 'Subscribe it again (aws sns subscribe …). An address of alarms: or change alarmEmail and deploy.',
      },
    ];
  }
  if (subscription.SubscriptionArn !== PENDING) return [];
  return [
    {
      severity: 'error',
      where,
      what: `${Endpoint} has not confirmed its subscription: nothing reaches it`,
      mend: 'Follow the link in the mail that AWS sent to it. It is valid for some days; afterwards subscribe the address again.',
    },
  ];
}

async function subscriptionsOf({ deployed }: Stage, TopicArn: string): Promise<Subscription[]> {
  const subscriptions: Subscription[] = [];
  let NextToken: string | undefined;
  do {
    const page = await deployed.client(SNSClient).send(new ListSubscriptionsByTopicCommand({ TopicArn, NextToken }));
    subscriptions.push(...(page.Subscriptions ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return subscriptions;
}
