import * as z from 'zod/mini';
import { EnvironmentError, readEnvironment } from '../../shared/lambda/environment.ts';
import type { Route, TargetKind } from './route.ts';

export interface FanOutSettings {
  namespace: string;
  service: string;
  /** The failure destination, and the account id of its owner. */
  bucket: string;
  owner: string;
  /** The routes that are switched on, each with its target's name, ARN or URL. */
  routes: { route: Route; target: string }[];
}

/** In place of a target. A word, since tools take an empty variable for one that is not set. */
const switchedOff = 'none';

/** How to mend each variable. */
const mend = {
  metrics: 'Give what the alarms on these metrics name.',
  bucket: "Give the lake bucket's name.",
  owner: 'Give the 12 digits of the account that owns the bucket.',
};

/** What a target of each kind is called by, and how to say so. */
const targetNames: Record<TargetKind, { pattern: RegExp; mend: string }> = {
  'event-bridge': {
    pattern: /^(?:arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus\/)?[A-Za-z0-9._-]{1,256}$/,
    mend: "Give an event bus's name or ARN",
  },
  sns: {
    pattern: /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/,
    mend: "Give a standard topic's ARN",
  },
  sqs: { pattern: /^https?:\/\/[^/\s]+\/\d{12}\/[A-Za-z0-9_-]{1,80}$/, mend: "Give a standard queue's URL" },
  'sqs-fifo': {
    pattern: /^https?:\/\/[^/\s]+\/\d{12}\/[A-Za-z0-9_-]{1,75}\.fifo$/,
    mend: "Give a FIFO queue's URL, which ends in .fifo",
  },
  kinesis: { pattern: /^[A-Za-z0-9_.-]{1,128}$/, mend: "Give a data stream's name" },
  firehose: { pattern: /^[A-Za-z0-9_.-]{1,64}$/, mend: "Give a Direct PUT delivery stream's name" },
};

/** Reads the settings of the function for a table of routes. Throws EnvironmentError, whose message says how to mend them. */
export function readSettings(variables: NodeJS.ProcessEnv, table: readonly Route[]): FanOutSettings {
  const environment: Record<string, string> = readEnvironment(environmentSchema(table), variables);
  const routes = table
    .map((route) => ({ route, target: environment[route.target.variable]! }))
    .filter(({ target }) => target !== switchedOff);
  if (routes.length === 0) {
    const names = table.map(({ target }) => target.variable).join(', ');
    throw new EnvironmentError(`Every route is switched off. Give one of ${names} a target.`);
  }
  return {
    namespace: environment.POWERTOOLS_METRICS_NAMESPACE!,
    service: environment.POWERTOOLS_SERVICE_NAME!,
    bucket: environment.LAKE_BUCKET!,
    owner: environment.LAKE_BUCKET_OWNER!,
    routes,
  };
}

function environmentSchema(table: readonly Route[]) {
  const targets = table.map(({ name, target: { kind, variable } }) => {
    const { pattern, mend } = targetNames[kind];
    const message = `${mend}, or ${switchedOff} to switch the route ${name} off.`;
    const isTarget = (text: string) => text === switchedOff || pattern.test(text);
    return [variable, z.string(message).check(z.refine(isTarget, message))] as const;
  });
  return z.object({
    ...Object.fromEntries(targets),
    POWERTOOLS_SERVICE_NAME: z.string(mend.metrics).check(z.minLength(1, mend.metrics)),
    POWERTOOLS_METRICS_NAMESPACE: z.string(mend.metrics).check(z.minLength(1, mend.metrics)),
    LAKE_BUCKET: z.string(mend.bucket).check(z.minLength(3, mend.bucket)),
    LAKE_BUCKET_OWNER: z.string(mend.owner).check(z.regex(/^\d{12}$/, mend.owner)),
  });
}
