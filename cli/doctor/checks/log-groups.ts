import { CloudWatchLogsClient, DescribeLogGroupsCommand, type LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import type { Resource } from '../../../local/template/resolve.ts';
import { judge, look, missing } from '../look.ts';
import { type Note, PUT_BACK } from '../note.ts';
import { type Check, resourcesOf, type Stage } from '../stage.ts';

/** Asked a folder at a time, such as `/aws/lambda/tributary-dev-`: the service takes few such questions a second. */
export const checkLogGroups: Check = async (stage) => {
  const folders = Map.groupBy(resourcesOf(stage, 'AWS::Logs::LogGroup'), ({ name }) => folderOf(stage, name));
  const notes: Note[] = [];
  for (const [prefix, groups] of folders) {
    const seen = await look(() => groupsUnder(stage, prefix));
    const question = {
      where: `log groups ${prefix}*`,
      what: 'their retention',
      byHand: `aws logs describe-log-groups --log-group-name-prefix ${prefix} --query 'logGroups[].[logGroupName,retentionInDays]'`,
    };
    notes.push(
      ...judge(seen, question, undefined, (actual) => groups.flatMap((group) => retentionNotes(group, actual))),
    );
  }
  return notes;
};

function folderOf({ deployed }: Stage, name: string): string {
  const own = deployed.physicalName('');
  const at = name.indexOf(own);
  return at === -1 ? name : name.slice(0, at + own.length);
}

/** A group without `retentionInDays` keeps its events for ever. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html */
function retentionNotes({ name, properties }: Resource, actual: ReadonlyMap<string, LogGroup>): Note[] {
  const where = `log group ${name}`;
  const group = actual.get(name);
  if (!group) return [missing(where)];
  const inWords = (days: unknown) => (days === undefined ? 'for ever' : `for ${days} days`);
  if (inWords(group.retentionInDays) === inWords(properties.RetentionInDays)) return [];
  const what = `is kept ${inWords(group.retentionInDays)}, in the template ${inWords(properties.RetentionInDays)}`;
  return [{ severity: 'warning', where, what, mend: PUT_BACK }];
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
async function groupsUnder({ deployed }: Stage, logGroupNamePrefix: string): Promise<Map<string, LogGroup>> {
  const groups = new Map<string, LogGroup>();
  let nextToken: string | undefined;
  do {
    const page = await deployed
      .client(CloudWatchLogsClient)
      .send(new DescribeLogGroupsCommand({ logGroupNamePrefix, nextToken }));
    for (const group of page.logGroups ?? []) groups.set(group.logGroupName ?? '', group);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return groups;
}
