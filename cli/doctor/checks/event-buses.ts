import { DescribeEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { judge, look, missing } from '../look.ts';
import { type Check, resourcesOf } from '../stage.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html */
export const checkEventBuses: Check = async (stage) => {
  const notes = await Promise.all(
    resourcesOf(stage, 'AWS::Events::EventBus').map(async ({ name }) => {
      const where = `event bus ${name}`;
      const seen = await look(() =>
        stage.deployed.client(EventBridgeClient).send(new DescribeEventBusCommand({ Name: name })),
      );
      const question = { where, what: 'whether it is there', byHand: `aws events describe-event-bus --name ${name}` };
      return judge(seen, question, missing(where), () => []);
    }),
  );
  return notes.flat();
};
