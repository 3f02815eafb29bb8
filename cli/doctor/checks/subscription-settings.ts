import { GetSubscriptionAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { canonical } from '../differences.ts';
import { judge, look } from '../look.ts';
import { type Note, PUT_BACK } from '../note.ts';
import type { Stage } from '../stage.ts';

/** Objects in the template, JSON texts in the answer. */
const POLICIES = ['FilterPolicy', 'RedrivePolicy'];
const COMPARED = [...POLICIES, 'FilterPolicyScope', 'RawMessageDelivery'];
/** What an answer without the attribute means. https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html */
const DEFAULTS: Record<string, unknown> = {
  FilterPolicy: {},
  RedrivePolicy: {},
  FilterPolicyScope: 'MessageAttributes',
  RawMessageDelivery: 'false',
};

/** What a subscription lets through, in which form, and what becomes of what it cannot deliver. */
export async function subscriptionSettingNotes(
  { deployed }: Stage,
  where: string,
  SubscriptionArn: string,
  properties: Record<string, unknown>,
): Promise<Note[]> {
  const seen = await look(() =>
    deployed.client(SNSClient).send(new GetSubscriptionAttributesCommand({ SubscriptionArn })),
  );
  const byHand = `aws sns get-subscription-attributes --subscription-arn ${SubscriptionArn}`;
  const question = { where, what: `the settings of its subscription of ${properties.Endpoint}`, byHand };
  return judge(seen, question, undefined, ({ Attributes = {} }) =>
    COMPARED.flatMap((name): Note[] => {
      const told = Attributes[name];
      const actual = told !== undefined && POLICIES.includes(name) ? JSON.parse(told) : (told ?? DEFAULTS[name]);
      if (canonical(actual) === canonical(properties[name] ?? DEFAULTS[name])) return [];
      const what = `its subscription of ${properties.Endpoint}: ${name} is not as in the template`;
      return [{ severity: 'error', where, what, mend: PUT_BACK }];
    }),
  );
}
