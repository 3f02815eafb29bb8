import {
  type EventSourceMappingConfiguration,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import type { Resource } from '../../../local/template/resolve.ts';
import { differences, inWords } from '../differences.ts';
import { judge, look, missing } from '../look.ts';
import { type Note, PUT_BACK } from '../note.ts';
import { type Check, resourcesOf, type Stage } from '../stage.ts';

/** Left alone: what names the mapping, what tells its state, and where it once began. */
const NOT_COMPARED = [
  'FunctionName',
  'EventSourceArn',
  'Enabled',
  'StartingPosition',
  'StartingPositionTimestamp',
  'Tags',
];

export const checkEventSourceMappings: Check = async (stage) => {
  const notes = await Promise.all(
    resourcesOf(stage, 'AWS::Lambda::EventSourceMapping').map((resource) => checkOne(stage, resource)),
  );
  return notes.flat();
};

async function checkOne({ deployed }: Stage, { logicalId, properties }: Resource): Promise<Note[]> {
  // A name, or an ARN that ends with it.
  const functionName = String(properties.FunctionName).split(':function:').at(-1)!;
  const where = `event source mapping of ${functionName} (${logicalId})`;
  const seen = await look(() =>
    deployed.client(LambdaClient).send(new ListEventSourceMappingsCommand({ FunctionName: functionName })),
  );
  const question = {
    where,
    what: 'its state',
    byHand: `aws lambda list-event-source-mappings --function-name ${functionName}`,
  };
  return judge(seen, question, missing(where), ({ EventSourceMappings = [] }) => {
    const mapping = EventSourceMappings.find((each) => sameSource(each, properties));
    return mapping
      ? [...stateNotes(where, mapping, properties), ...configurationNotes(where, mapping, properties)]
      : [missing(where)];
  });
}

/** The label at the end of a table stream's ARN is the instant of its creation, which no template knows. */
function sameSource(
  { EventSourceArn }: EventSourceMappingConfiguration,
  { EventSourceArn: expected }: Record<string, unknown>,
): boolean {
  const withoutLabel = (arn: unknown) => String(arn).replace(/\/stream\/.*$/, '/stream/');
  return withoutLabel(EventSourceArn) === withoutLabel(expected);
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html */
function stateNotes(
  where: string,
  { State, StateTransitionReason, LastProcessingResult, UUID }: EventSourceMappingConfiguration,
  properties: Record<string, unknown>,
): Note[] {
  if (properties.Enabled !== false && State !== undefined && /^Disabl/.test(State)) {
    return [
      {
        severity: 'error',
        where,
        what: `is ${State} (${StateTransitionReason ?? 'no reason given'}): subscribers hear nothing, and what its source forgets meanwhile they never will`,
        mend: `aws lambda update-event-source-mapping --uuid ${UUID} --enabled`,
      },
    ];
  }
  if (LastProcessingResult?.startsWith('PROBLEM')) {
    const mend = 'See the log of the function, docs/subscribers.md and docs/runbook.md#function-errors.';
    return [{ severity: 'warning', where, what: `says: ${LastProcessingResult}`, mend }];
  }
  return [];
}

/**
 * Without the destination, what fails for good is lost; without the response type, the records that the function answers as failed
 * are taken for done.
 */
const LOSES = /^(DestinationConfig|FunctionResponseTypes)\b/;

function configurationNotes(
  where: string,
  mapping: EventSourceMappingConfiguration,
  properties: Record<string, unknown>,
): Note[] {
  const expected = Object.fromEntries(Object.entries(properties).filter(([name]) => !NOT_COMPARED.includes(name)));
  return [
    ...differences(expected, mapping).map(
      (difference): Note => ({
        severity: LOSES.test(difference.path) ? 'error' : 'warning',
        where,
        what: inWords(difference),
        mend: PUT_BACK,
      }),
    ),
    ...filterNotes(where, mapping, properties),
  ];
}

/** Records that a filter does not let through are gone, with no word. https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html */
function filterNotes(
  where: string,
  { FilterCriteria, UUID }: EventSourceMappingConfiguration,
  properties: Record<string, unknown>,
): Note[] {
  const filters = FilterCriteria?.Filters ?? [];
  if (filters.length === 0 || properties.FilterCriteria !== undefined) return [];
  const what = `filters by ${filters.map(({ Pattern }) => Pattern).join(' or ')}, and the template by nothing: the other changes are told to nobody`;
  const mend = `aws lambda update-event-source-mapping --uuid ${UUID} --filter-criteria '{}'`;
  return [{ severity: 'error', where, what, mend }];
}
