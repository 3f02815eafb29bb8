import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { PublishBatchCommand } from '@aws-sdk/client-sns';

export interface Sent {
  /** Name of the command. */
  target: string;
  /** JSON of the entry, without the id that it has within its call. */
  entry: string;
}

interface Input {
  Entries?: unknown[];
  PublishBatchRequestEntries?: object[];
  Records?: { Data: Buffer }[];
}

/** Modules in place of the SDK's, by name, whose clients take everything at once. Each entry is handed to `note` unless it is idle. */
export function createRecordingClients(note?: (sent: Sent) => void): Record<string, Record<string, unknown>> {
  class Client {
    async send(command: { input: Input }): Promise<object> {
      const { Entries, PublishBatchRequestEntries, Records } = command.input;
      const target = command.constructor.name;
      if (note) for (const entry of entriesOf(command.input)) note({ target, entry: JSON.stringify(entry) });
      return {
        Entries: Entries?.map(() => ({ EventId: 'e' })),
        Successful: PublishBatchRequestEntries?.map((_, id) => ({ Id: String(id) })),
        RequestResponses: Records?.map(() => ({ RecordId: 'r' })),
      };
    }
  }
  return {
    '@aws-sdk/client-eventbridge': { EventBridgeClient: Client, PutEventsCommand },
    '@aws-sdk/client-sns': { SNSClient: Client, PublishBatchCommand },
    '@aws-sdk/client-firehose': { FirehoseClient: Client, PutRecordBatchCommand },
  };
}

function entriesOf({ Entries, PublishBatchRequestEntries, Records }: Input): unknown[] {
  return [
    ...(Entries ?? []),
    ...(PublishBatchRequestEntries ?? []).map((entry) => ({ ...entry, Id: undefined })),
    ...(Records ?? []).map(({ Data }) => Data.toString()),
  ];
}
