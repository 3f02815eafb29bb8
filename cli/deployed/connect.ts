import { type DeployedOptions, type Place, placeOf } from './place.ts';
import { inWords } from './refusals.ts';

/** A stage that runs, locally or on AWS, seen through AWS's own protocols and nothing else. */
export interface Deployed {
  stage: string;
  /** Where it is, for messages. */
  place: string;
  /** The AWS SDK's client of a service there; the same one every time. It ends with the command. */
  client<Client extends SdkClient>(Client: ClientOf<Client>): Client;
  /** Epoch milliseconds by the clock of the services, as their last answer told it: an accelerated local stack is ahead. */
  now(): number;
  /** `tributary-<stage>-<name>`, as the template names what it makes. */
  physicalName(name: string): string;
}

type ClientOf<Client> = new (settings: Place['settings'] & { requestHandler: RequestTimes }) => Client;

interface RequestTimes {
  /** Milliseconds from a request to its answer. */
  requestTimeout: number;
}

/** A replay answers when it has ended, 15 minutes later at most. https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
const ANSWER_MS_MAX = 16 * 60_000;

/** What is used of any client. */
interface SdkClient {
  destroy(): void;
  middlewareStack: { add(middleware: never, options: { step: 'deserialize'; name: string }): void };
}

type Next = (call: object) => Promise<{ response: unknown }>;

/** Connects a command to its stage, and says in words what keeps it from there. Throws `UserError`. */
export async function withDeployed<T>(options: DeployedOptions, work: (deployed: Deployed) => Promise<T>): Promise<T> {
  const place = placeOf(options, process.env);
  const { deployed, close } = connect(options.stage, place);
  try {
    return await work(deployed);
  } catch (error) {
    throw inWords(error, place.name);
  } finally {
    close();
  }
}

/** Must be closed. */
export function connect(stage: string, place: Place): { deployed: Deployed; close(): void } {
  const clients = new Map<unknown, SdkClient>();
  let told = Date.now();
  let toldAt = performance.now();

  const noteDate = (next: Next) => async (call: object) => {
    const result = await next(call);
    const { headers } = result.response as { headers?: Record<string, string> };
    const date = Date.parse(headers?.date ?? '');
    if (Number.isFinite(date)) [told, toldAt] = [date, performance.now()];
    return result;
  };

  function client<Client extends SdkClient>(Client: ClientOf<Client>): Client {
    const known = clients.get(Client);
    if (known) return known as Client;
    const made = new Client({ ...place.settings, requestHandler: { requestTimeout: ANSWER_MS_MAX } });
    made.middlewareStack.add(noteDate as never, { step: 'deserialize', name: 'noteDate' });
    clients.set(Client, made);
    return made;
  }

  const deployed: Deployed = {
    stage,
    place: place.name,
    client,
    now: () => Math.floor(told + performance.now() - toldAt),
    physicalName: (name) => `tributary-${stage}-${name}`,
  };
  return {
    deployed,
    close() {
      for (const each of clients.values()) each.destroy();
    },
  };
}
