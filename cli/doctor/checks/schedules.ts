import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { judge, look, missing } from '../look.ts';
import { type Note, PUT_BACK } from '../note.ts';
import { type Check, resourcesOf } from '../stage.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html */
export const checkSchedules: Check = async (stage) => {
  const rules = resourcesOf(stage, 'AWS::Events::Rule');
  const notes = await Promise.all(
    rules.map(async ({ name, properties }) => {
      const where = `rule ${name}`;
      const bus = properties.EventBusName === undefined ? {} : { EventBusName: String(properties.EventBusName) };
      const seen = await look(() =>
        stage.deployed.client(EventBridgeClient).send(new DescribeRuleCommand({ Name: name, ...bus })),
      );
      const question = { where, what: 'whether it is enabled', byHand: `aws events describe-rule --name ${name}` };
      return judge(seen, question, missing(where), ({ State, ScheduleExpression }): Note[] => {
        const expected = properties.State ?? 'ENABLED';
        if (State !== expected) {
          const what = `is ${State}, in the template ${expected}`;
          return [{ severity: expected === 'ENABLED' ? 'error' : 'warning', where, what, mend: PUT_BACK }];
        }
        if (ScheduleExpression === properties.ScheduleExpression) return [];
        const what = `runs at ${ScheduleExpression}, in the template ${properties.ScheduleExpression}`;
        return [{ severity: 'warning', where, what, mend: PUT_BACK }];
      });
    }),
  );
  return notes.flat();
};
