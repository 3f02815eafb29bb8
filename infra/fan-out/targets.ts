import { routes } from '../../functions/ddb-fanout/routes.ts';
import { ConfigurationError } from '../framework.ts';
import { fanOutIds, moderationIds } from './names.ts';

/** Switches a route off, see `functions/ddb-fanout/environment.ts`. */
const off = 'none';

/** What each route's variable holds: its target's name, ARN or URL, or `none`. */
const targets: Record<string, unknown> = {
  EVENT_BUS_NAME: { Ref: fanOutIds.bus },
  MODERATION_TOPIC_ARN: { Ref: moderationIds.topic },
  CHANGES_ARCHIVE_NAME: { Ref: fanOutIds.archive },
  LIVESTREAM_STREAM_NAME: off,
  LIVESTREAM_QUEUE_URL: off,
};

/** The variables of all routes. Throws {@link ConfigurationError} for a route of which it is not said here where it leads. */
export function targetVariables(): Record<string, unknown> {
  const unsaid = routes.filter(({ target }) => !Object.hasOwn(targets, target.variable));
  if (unsaid.length > 0) {
    const names = unsaid.map(({ name, target }) => `${target.variable} (route ${name})`).join(', ');
    throw new ConfigurationError(`infra/fan-out/targets.ts: say what ${names} holds, or "${off}".`);
  }
  return targets;
}

/** Names of the routes that are switched on: the values of the dimension `Target`. */
export const subscribers = (): string[] =>
  routes.filter(({ target }) => targets[target.variable] !== off).map(({ name }) => name);
