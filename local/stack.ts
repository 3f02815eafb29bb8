import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, createSystemClock } from './clock.ts';
import { createCloudWatch } from './cloudwatch/service.ts';
import type { DataDirectory } from './data-directory.ts';
import { withDate } from './dated.ts';
import { createDynamoDb } from './dynamodb/service.ts';
import { createDynamoDbStreams } from './dynamodb-streams/service.ts';
import { createEventBridge } from './eventbridge/service.ts';
import { createFirehose } from './firehose/service.ts';
import { tablesOf } from './glue/tables.ts';
import { createKinesis } from './kinesis/service.ts';
import type { Streams } from './kinesis/types.ts';
import { createEventSourceMappings } from './lambda/event-source-mapping/service.ts';
import { createLambda } from './lambda/service.ts';
import type { Functions } from './lambda/types.ts';
import { LOCAL_ACCOUNT_ID } from './place.ts';
import { provision } from './provision.ts';
import { createS3 } from './s3/service.ts';
import type { Buckets } from './s3/types.ts';
import type { Services, StackEvent } from './services.ts';
import { createSns } from './sns/service.ts';
import { createSqs } from './sqs/service.ts';
import { loadPackagedService, resolvePackagedService } from './template/load.ts';
import type { Resource } from './template/resolve.ts';
import { AwsError, type Route } from './wire/message.ts';
import { createRouter } from './wire/router.ts';
import { createServer } from './wire/server.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
const EVENT_SOURCE_MAPPING_PATH = '/2015-03-31/event-source-mappings';

/** How often the stack's time is noted on disk, in real milliseconds. */
const NOTE_TIME_EVERY_MS = 1000;

export interface StackOptions {
  /** What `sls package` wrote. */
  packageDirectory: string;
  /** Where the state lies; the stack lets go of it when it stops. */
  data: DataDirectory;
  /** 0 takes a free one. */
  port: number;
  accelerate: number;
  onEvent: (event: StackEvent) => void;
  /** Stands between the table and Firehose on one side and what they call on the other; a test fails calls here. */
  between?: (neighbours: Neighbours) => Neighbours;
  /** Stands between clients, the functions among them, and what answers them on the port; a test fails requests here. */
  betweenClients?: (route: Route) => Route;
}

/** What the table and the delivery streams call inside this process. */
export interface Neighbours {
  streams: Streams;
  functions: Functions;
  buckets: Buckets;
}

export interface LocalStack extends Services {
  /** `http://127.0.0.1:<port>`: what `AWS_ENDPOINT_URL` should say. */
  url: string;
  region: string;
  clock: Clock;
  resources: Resource[];
  outputs: Record<string, string>;
  /** Delivers what is buffered, then stops every service and lets go of the data directory. */
  stop(): Promise<void>;
}

/**
 * Brings up what a packaged template names, on one port.
 *
 * Throws `TemplateError` or `PortInUseError`, each with a message that says how to mend it.
 */
export async function startStack(options: StackOptions): Promise<LocalStack> {
  const { data } = options;
  const started: (() => Promise<void> | void)[] = [() => data.release()];
  /** Closes everything, whatever fails to close; the first failure is told at the end. */
  const stop = async () => {
    const failures: unknown[] = [];
    for (const close of started.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  try {
    const packaged = loadPackagedService(options.packageDirectory);
    const warn = (message: string) => options.onEvent({ type: 'warning', message });
    let route: Route = notUpYet;
    const server = createServer({
      route: (request) => route(request),
      onError: (error) => warn(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    });
    // Before all else: what the template says of queues has the port in it.
    const { port } = await server.listen(options.port);
    started.push(() => server.close());
    const url = `http://127.0.0.1:${port}`;
    const { resources, outputs } = resolvePackagedService(packaged, LOCAL_ACCOUNT_ID, url);
    const clock = createSystemClock({ accelerate: options.accelerate, notBefore: data.lastKnownTime });
    const place = { region: packaged.region, accountId: LOCAL_ACCOUNT_ID };
    const directory = (name: string) => join(data.path, name);
    const warnOnce = createWarnOnce(warn);

    const cloudwatch = createCloudWatch({ clock, onAlarm: (change) => options.onEvent({ type: 'alarm', ...change }) });
    started.push(() => cloudwatch.close());
    const metrics = cloudwatch.sink;
    const kinesis = createKinesis({ directory: directory('kinesis'), clock, ...place, metrics });
    started.push(() => kinesis.close());
    const s3 = createS3({ directory: directory('s3'), clock, region: place.region });
    started.push(() => s3.close());
    const logs = directory('logs');
    mkdirSync(logs, { recursive: true });
    const lambda = createLambda({
      directory: directory('lambda'),
      clock,
      ...place,
      endpointUrl: () => url,
      onLog(functionName, line) {
        warnOnce('Logs of functions are lost', () => appendFileSync(join(logs, `${functionName}.log`), `${line}\n`));
        cloudwatch.ingestLogLine(functionName, line);
      },
      metrics,
    });
    started.push(() => lambda.close());
    const sqs = createSqs({ directory: directory('sqs'), clock, ...place, endpointUrl: () => url, metrics });
    started.push(() => sqs.close());
    const common = { clock, ...place, queues: sqs.queues, metrics, log: warn };
    const sns = createSns(common);
    const eventBridge = createEventBridge({ ...common, functions: lambda.functions });
    started.push(() => eventBridge.close());
    const direct: Neighbours = { streams: kinesis.streams, functions: lambda.functions, buckets: s3.buckets };
    const neighbours = options.between?.(direct) ?? direct;
    const firehose = createFirehose({
      directory: directory('firehose'),
      clock,
      random: Math.random,
      ...place,
      ...neighbours,
      tables: tablesOf(resources),
      metrics,
      log: warn,
    });
    started.push(() => firehose.close());
    const dynamodb = createDynamoDb({
      directory: directory('dynamodb'),
      clock,
      random: Math.random,
      ...place,
      streams: neighbours.streams,
      metrics,
      log: warn,
    });
    started.push(() => dynamodb.close());
    const dynamodbStreams = createDynamoDbStreams({ clock, tableStreams: dynamodb.tableStreams });
    const eventSourceMappings = createEventSourceMappings({
      directory: directory('event-source-mappings'),
      clock,
      ...place,
      ...neighbours,
      tableStreams: dynamodb.tableStreams,
      isDeployed: lambda.isDeployed,
      metrics,
      log: warn,
    });
    const services: Services = {
      kinesis,
      s3,
      lambda,
      firehose,
      dynamodb,
      cloudwatch,
      sqs,
      sns,
      eventBridge,
      eventSourceMappings,
    };

    const router = createRouter({
      targets: {
        DynamoDB_20120810: dynamodb.handle,
        DynamoDBStreams_20120810: dynamodbStreams.handle,
        Kinesis_20131202: kinesis.handle,
        Firehose_20150804: firehose.handle,
        GraniteServiceVersion20100801: cloudwatch.handle,
        AmazonSQS: sqs.handle,
        AWSEvents: eventBridge.handle,
      },
      query: { sns: sns.handle },
      lambda: (request) =>
        request.path.startsWith(EVENT_SOURCE_MAPPING_PATH)
          ? eventSourceMappings.handle(request)
          : lambda.handle(request),
      s3: s3.handle,
    });
    route = withDate(clock, options.betweenClients?.(router) ?? router);
    // Requests end before the services that answer them do, and functions, which make requests, before that.
    started.push(() => server.close());
    started.push(() => eventSourceMappings.close());
    await provision({ resources, packaged, services, onEvent: options.onEvent });

    const noteTime = () =>
      warnOnce("The stack's time cannot be noted", () =>
        data.noteTime(clock.now() + 2 * NOTE_TIME_EVERY_MS * options.accelerate),
      );
    noteTime();
    const noting = setInterval(noteTime, NOTE_TIME_EVERY_MS);
    started.push(() => clearInterval(noting));
    return { ...services, url, region: place.region, clock, resources, outputs, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const notUpYet: Route = () => {
  throw new AwsError('ServiceUnavailable', 'The local stack is starting.', 503);
};

/** For work beside the main matter: a full disk must not end the stack, and is told once for each kind of work. */
function createWarnOnce(warn: (message: string) => void): (what: string, work: () => void) => void {
  const told = new Set<string>();
  return (what, work) => {
    try {
      work();
    } catch (error) {
      if (told.has(what)) return;
      told.add(what);
      warn(`${what}: ${error instanceof Error ? error.message : error}`);
    }
  };
}
