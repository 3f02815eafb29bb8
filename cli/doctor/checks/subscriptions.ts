import { ListSubscriptionsByTopicCommand, SNSClient, type Subscription } from '@aws-sdk/client-sns';
import type { Resource } from '../../../local/template/resolve.ts';
import { judge, look, missing } from '../look.ts';
import type { Note } from '../note.ts';
import { type Check, resourcesOf, type Stage } from '../stage.ts';

/** How SNS lists a subscription to which nobody has agreed yet. https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
const PENDING = 'PendingConfirmation';

/** Topics that an alarm of the template tells: the others are subscribed to by whom they concern. */
export const checkSubscriptions: Check = async (stage) => {
  const told = new Set(
    resourcesOf(stage, 'AWS::CloudWatch::Alarm').flatMap(({ properties }) => properties.AlarmActions ?? []),
  );
  const topics = resourcesOf(stage, 'AWS::SNS::Topic').filter(({ arn }) => told.has(arn));
  return (await Promise.all(topics.map((topic) => checkOne(stage, topic)))).flat();
};

async function checkOne(stage: Stage, topic: Resource): Promise<Note[]> {
  const where = `topic ${topic.name}`;
  const seen = await look(() => subscriptionsOf(stage, topic.arn));
  const byHand = `aws sns list-subscriptions-by-topic --topic-arn ${topic.arn}`;
  return judge(
    seen,
    { where, what: 'whether its subscriptions are confirmed', byHand },
    missing(where),
    (subscriptions) => {
      const expected = resourcesOf(stage, 'AWS::SNS::Subscription').filter(
        ({ properties }) => properties.TopicArn === topic.arn,
      );
      const notes = expected.flatMap(({ properties }) => subscriptionNotes(where, properties, subscriptions));
      if (notes.length > 0) return notes;
      const confirmed = subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn !== PENDING);
      if (confirmed.length > 0) return [];
      return [
        {
          severity: 'warning',
          where,
          what: 'has no subscriber: alarms ring unheard',
          mend: 'Set alarmEmail in serverless.yml and deploy, or subscribe somebody.',
        },
      ];
    },
  );
}

function subscriptionNotes(
  where: string,
  { Protocol, Endpoint }: Record<string, unknown>,
  subscriptions: Subscription[],
): Note[] {
  const found = subscriptions.find((each) => each.Protocol === Protocol && each.Endpoint === Endpoint);
  if (!found) {
    const what = `its subscription of ${Endpoint} (${Protocol}) is gone: somebody has unsubscribed`;
    return [
      {
        severity: 'error',
        where,
        what,
        mend: 'Subscribe the address again (aws sns subscribe …), or change alarmEmail and deploy.',
      },
    ];
  }
  if (found.SubscriptionArn !== PENDING) return [];
  return [
    {
      severity: 'error',
      where,
      what: `${Endpoint} has not confirmed its subscription: alarms do not reach it`,
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
