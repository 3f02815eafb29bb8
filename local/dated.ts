import type { Clock } from './clock.ts';
import type { Route } from './wire/message.ts';

/**
 * Gives every answer the stack's time as its `Date`, so that a client can tell it: an accelerated stack is ahead of the wall.
 * AWS SDKs take it for the service's clock too, and sign by it. RFC 9110, section 6.6.1.
 */
export function withDate(clock: Clock, route: Route): Route {
  return (request) => {
    const handle = route(request);
    return async (routed) => {
      const response = await handle(routed);
      return { ...response, headers: { date: new Date(clock.now()).toUTCString(), ...response.headers } };
    };
  };
}
