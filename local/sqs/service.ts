import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { MetricSink } from '../cloudwatch/types.ts';
import { createJsonProtocol } from '../wire/json-protocol.ts';
import type { WireHandler } from '../wire/message.ts';
import type { HostedQueue, SqsContext } from './context.ts';
import { queueDoesNotExist, withQueryCode } from './errors.ts';
import { takeOverJournal } from './journal.ts';
import { createQueueMetrics } from './metrics.ts';
import { changeMessageVisibility } from './operations/change-message-visibility.ts';
import { createQueue as createQueueOverTheWire } from './operations/create-queue.ts';
import { deleteMessage } from './operations/delete-message.ts';
import { deleteMessageBatch } from './operations/delete-message-batch.ts';
import { deleteQueue } from './operations/delete-queue.ts';
import { getQueueAttributes } from './operations/get-queue-attributes.ts';
import { getQueueUrl } from './operations/get-queue-url.ts';
import { receiveMessage } from './operations/receive-message.ts';
import { sendMessage } from './operations/send-message.ts';
import { sendMessageBatch } from './operations/send-message-batch.ts';
import { createQueue } from './queue.ts';
import { openQueueState } from './queue-state.ts';
import { parseQueue, type QueueSettings } from './settings.ts';
import type { Message, QueueCounts, Queues } from './types.ts';

const operations = {
  ChangeMessageVisibility: changeMessageVisibility,
  CreateQueue: createQueueOverTheWire,
  DeleteMessage: deleteMessage,
  DeleteMessageBatch: deleteMessageBatch,
  DeleteQueue: deleteQueue,
  GetQueueAttributes: getQueueAttributes,
  GetQueueUrl: getQueueUrl,
  ReceiveMessage: receiveMessage,
  SendMessage: sendMessage,
  SendMessageBatch: sendMessageBatch,
};

export interface SqsOptions {
  /** Where the queues lie, a folder each. */
  directory: string;
  clock: Clock;
  region: string;
  accountId: string;
  /** `http://127.0.0.1:<port>`: queue URLs begin with it; asked when one is needed. */
  endpointUrl: () => string;
  newId?: () => string;
  metrics?: MetricSink;
}

export interface Sqs {
  queues: Queues;
  /** Makes a queue of the template, or takes up the one that an earlier run made. Throws `TemplateError`. */
  createQueue(properties: Record<string, unknown>): { queueArn: string; queueUrl: string };
  /** `AmazonSQS` over AWS JSON 1.0. */
  handle: WireHandler;
  /** In the order of their creation. */
  counts(): ({ queueName: string } & QueueCounts)[];
  close(): void;
}

/** SQS: standard and FIFO queues from the template, on durable files. */
export function createSqs(options: SqsOptions): Sqs {
  const { directory, clock, region, accountId, endpointUrl, newId = randomUUID, metrics: sink } = options;
  mkdirSync(directory, { recursive: true });
  const hosted = new Map<string, HostedQueue & { close(): void }>();
  const arnOf = (name: string): string => `arn:aws:sqs:${region}:${accountId}:${name}`;
  const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

  const context: SqsContext = {
    clock,
    find(urlOrName) {
      const found = hosted.get(String(urlOrName).split('/').at(-1)!);
      if (found) return found;
      throw queueDoesNotExist();
    },
    urlOf: (name) => `${endpointUrl()}/${accountId}/${name}`,
    settingsOf: (name) => hosted.get(name)?.queue.settings,
    create: host,
    remove(name) {
      hosted.get(name)?.close();
      hosted.delete(name);
      rmSync(folderOf(name), { recursive: true, force: true });
    },
  };
  const folderOf = (name: string): string => join(directory, name);

  const moveTo = (deadLetterArn: string, sourceArn: string, message: Message): boolean => {
    const target = hosted.get(nameOf(deadLetterArn));
    target?.queue.adopt({ ...message, deadLetterSourceArn: sourceArn });
    return target !== undefined;
  };
  /** Takes up what its file holds. */
  function host(settings: QueueSettings): void {
    const { name, isFifo, redrive } = settings;
    hosted.get(name)?.close();
    const arn = arnOf(name);
    const state = openQueueState({ directory: folderOf(name), isFifo, nowMs: clock.now });
    takeOverJournal(`${folderOf(name)}.journal`, state);
    const queue = createQueue({
      settings,
      clock,
      newId,
      state,
      moveToDeadLetters: (message) => redrive !== undefined && moveTo(redrive.deadLetterArn, arn, message),
      onChange: (what) => metrics.changed(what),
    });
    const metrics = createQueueMetrics({ clock, sink, queueName: name, counts: queue.counts });
    const close = () => {
      metrics.close();
      queue.close();
    };
    hosted.set(name, { queue, arn, createdMs: clock.now(), close });
  }

  const answer = createJsonProtocol('SQS', 'application/x-amz-json-1.0', operations, context);

  return {
    createQueue(properties) {
      const settings = parseQueue(properties);
      host(settings);
      return { queueArn: arnOf(settings.name), queueUrl: context.urlOf(settings.name) };
    },
    queues: {
      send(queueArn, message) {
        return context.find(nameOf(queueArn)).queue.send(message);
      },
      has: (queueArn) => hosted.has(nameOf(queueArn)) && arnOf(nameOf(queueArn)) === queueArn,
    },
    handle: async (request) => withQueryCode(await answer(request)),
    counts: () => [...hosted].map(([queueName, { queue }]) => ({ queueName, ...queue.counts() })),
    close() {
      for (const { close } of hosted.values()) close();
    },
  };
}
