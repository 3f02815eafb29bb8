import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packaged, readTemplate } from '../packaged.ts';
import { resourcesOf } from '../template-parts.ts';

/** Physical names in the dev stage; the last three are those that {@link writeFanOutPackage} adds. */
export const names = {
  table: 'tributary-dev-chat-messages',
  bucket: 'tributary-dev-lake-000000000000-us-east-1',
  function: 'tributary-dev-ddb-fanout',
  archive: 'tributary-dev-changes-archive',
  moderation: 'tributary-dev-moderation',
  captured: 'captured-events',
  stream: 'livestream-changes',
  fifo: 'livestream-changes.fifo',
};

/** What a test wants otherwise than what ships. */
export interface FanOutChanges {
  mapping?: Record<string, unknown>;
  timeoutSeconds?: number;
}

/** On an accelerated clock the default would hand out again what a slow test is about to delete. */
const patient = { VisibilityTimeout: 3600 };

/**
 * Writes the packaged dev stage to `directory`, with the routes switched on that are off in what ships, their targets, and a
 * queue that a rule fills with every event of the bus.
 */
export async function writeFanOutPackage(directory: string, changes: FanOutChanges = {}): Promise<void> {
  cpSync((await packaged('dev')).directory, directory, { recursive: true });
  const template = readTemplate(directory);
  const [[bus] = ['']] = resourcesOf(template, 'AWS::Events::EventBus');
  const functions = resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties);
  const fanOut = functions.find(({ FunctionName }) => FunctionName === names.function) as {
    Timeout: number;
    Environment: { Variables: Record<string, unknown> };
  };
  fanOut.Timeout = changes.timeoutSeconds ?? fanOut.Timeout;
  fanOut.Environment.Variables.LIVESTREAM_STREAM_NAME = { Ref: 'LivestreamStream' };
  fanOut.Environment.Variables.LIVESTREAM_QUEUE_URL = { Ref: 'LivestreamQueue' };
  for (const [, { Properties }] of resourcesOf(template, 'AWS::Lambda::EventSourceMapping')) {
    Object.assign(Properties, changes.mapping);
  }
  Object.assign(template.Resources, {
    LivestreamStream: {
      Type: 'AWS::Kinesis::Stream',
      Properties: { Name: names.stream, StreamModeDetails: { StreamMode: 'ON_DEMAND' } },
    },
    LivestreamQueue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: names.fifo, FifoQueue: true, ...patient } },
    CapturedEvents: { Type: 'AWS::SQS::Queue', Properties: { QueueName: names.captured, ...patient } },
    CaptureRule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'capture',
        EventBusName: { Ref: bus },
        EventPattern: { source: ['tributary'] },
        Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': ['CapturedEvents', 'Arn'] } }],
      },
    },
  });
  writeFileSync(join(directory, 'cloudformation-template-update-stack.json'), JSON.stringify(template));
}
