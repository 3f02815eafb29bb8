import { AwsError, type WireHandler, type WireRequest } from '../../../local/wire/message.ts';
import { signingNameOf } from '../../../local/wire/signing-name.ts';
import type { Hooks } from './stack.ts';

/** `AWSEvents.PutEvents`; services without such a header by their signing name, `sns`. */
export const operationOf = (request: WireRequest): string =>
  request.headers['x-amz-target'] ?? signingNameOf(request) ?? '';

/** What goes wrong between clients, the functions among them, and the services. A test changes it as it goes. */
export interface Faults {
  /** Refuses a call as a whole. */
  refuses(operation: string): boolean;
  /** Throttles one entry of a call that takes the others. */
  throttlesEntry(operation: string): boolean;
  /** Changes what a function is invoked with. */
  alter(records: StreamRecord[]): void;
}

export interface StreamRecord {
  eventName: string;
  dynamodb: { SequenceNumber?: string; NewImage?: { Message?: { S: string } } };
}

/** Calls whose answer has an entry for each of the request's, in their order. */
const batchCalls: Record<string, { entries: string; answers: string; failures: string }> = {
  'AWSEvents.PutEvents': { entries: 'Entries', answers: 'Entries', failures: 'FailedEntryCount' },
  'Kinesis_20131202.PutRecords': { entries: 'Records', answers: 'Records', failures: 'FailedRecordCount' },
  'Firehose_20150804.PutRecordBatch': {
    entries: 'Records',
    answers: 'RequestResponses',
    failures: 'FailedPutCount',
  },
};

/** Faults that do nothing yet, and the hooks that carry them out. */
export function createFaults(): { faults: Faults; hooks: Hooks } {
  const faults: Faults = { refuses: () => false, throttlesEntry: () => false, alter: () => {} };
  const hooks: Hooks = {
    between: (neighbours) => ({
      ...neighbours,
      functions: {
        invoke(name, payload) {
          const event = JSON.parse(String(payload)) as { Records?: StreamRecord[] };
          if (!name.endsWith('ddb-fanout') || !event.Records) return neighbours.functions.invoke(name, payload);
          faults.alter(event.Records);
          return neighbours.functions.invoke(name, JSON.stringify(event));
        },
      },
    }),
    betweenClients: (route) => (request) => {
      const handle = route(request);
      return async (routed) => {
        const operation = operationOf(routed);
        if (faults.refuses(operation)) throw new AwsError('ServiceUnavailable', 'The target is away.', 503);
        return operation in batchCalls ? throttled(routed, handle, operation) : handle(routed);
      };
    },
  };

  async function throttled(request: WireRequest, handle: WireHandler, operation: string) {
    const { entries, answers, failures } = batchCalls[operation]!;
    const input = JSON.parse(request.body.toString()) as Record<string, unknown[]>;
    const isThrottled = input[entries]!.map(() => faults.throttlesEntry(operation));
    const passed = input[entries]!.filter((_, index) => !isThrottled[index]);
    if (passed.length === isThrottled.length) return handle(request);
    const taken =
      passed.length === 0
        ? []
        : await answersOf(
            await handle({ ...request, body: Buffer.from(JSON.stringify({ ...input, [entries]: passed })) }),
          );
    const all = isThrottled.map((is) =>
      is ? { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' } : taken.shift(),
    );
    const failed = all.filter((answer) => (answer as { ErrorCode?: string }).ErrorCode).length;
    return {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ [failures]: failed, [answers]: all }),
    };

    async function answersOf({ body }: Awaited<ReturnType<WireHandler>>): Promise<unknown[]> {
      return (JSON.parse(String(body)) as Record<string, unknown[]>)[answers]!;
    }
  }

  return { faults, hooks };
}
