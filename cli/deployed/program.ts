import type { Command } from 'commander';
import { codes, instant, integer, wholeNumber } from '../arguments.ts';
import { LOCAL_ENDPOINT } from './place.ts';

/** The commands that talk to a running stage, all with the same options that say which. */
export function addDeployedCommands(program: Command): void {
  reaching(program.command('status'))
    .description(
      'What the delivery streams read, delivered and failed, how far they are behind, what subscribers were told, and which alarms ring.',
    )
    .option('--hours <number>', 'count the last so many hours', integer(1, 24), 24)
    .option('--json', 'print one JSON object', false)
    .action(async (options) => (await import('../commands/status.ts')).status(options));

  reaching(program.command('alarms'))
    .description('The alarms that ring or have no data, and why.')
    .option('--all', 'those that are OK too', false)
    .option('--json', 'print all of them as one JSON array', false)
    .action(async (options) => (await import('../commands/alarms.ts')).alarms(options));

  reaching(program.command('tail'))
    .description(
      'Follow changes of the table as they arrive in its stream; with --layout, rows as they arrive in S3; with --target, what a subscriber is told.',
    )
    .option('--layout <delivery stream>', 'follow the objects of this delivery stream')
    .option(
      '--target <name>',
      'follow a target of ddb-fanout: events (the bus), moderation (the topic), archive, or another by name. A bus and a topic are heard by a queue of their own, which is removed at the end',
    )
    .option('--livestream <id>', 'only messages of this livestream')
    .option('--content', 'print the whole record or row', false)
    .option('--json', 'print one JSON object a line', false)
    .action(async (options) => (await import('../commands/tail.ts')).tail(options));

  span(reaching(program.command('trace')))
    .description(
      'Follow one message from the table through the stream to its object, line and row in each layout, or to its failure and the reason. Exit code 1 when nothing is known of it.',
    )
    .argument('<LivestreamID>', 'partition key of the message')
    .argument('<UID>', 'sort key of the message; a negative one after --', wholeNumber)
    .option('--content', 'print the item, the changes and the rows', false)
    .option('--json', 'print one JSON object', false)
    .action(async (id, uid, options) => (await import('../commands/trace.ts')).trace(id, uid, options));

  reaching(program.command('doctor'))
    .description(
      'Hold a deployed stage, or the local stack, against its template: what differs, what will bite, and how to mend it. Exit code 1 when there is an error among it.',
    )
    .option(
      '--package <directory>',
      'what `sls package` wrote, with the same --param as the deployment; left out, the stage is packaged now',
    )
    .option('--json', 'print one JSON object', false)
    .action(async (options) => (await import('../commands/doctor.ts')).doctor(options));

  addErrorsCommands(program.command('errors'));
}

function addErrorsCommands(errors: Command): void {
  errors.description('Failed records: what failed and why, each one explained, and how they come back.');

  selecting(reaching(errors.command('summary')))
    .description(
      'Count failed records by delivery stream, hour, type, code, reason and field, as the deployed reprocessor judges them, and changes that subscribers could not be told.',
    )
    .argument('[delivery stream]', 'only this one, such as chat-by-time; or ddb-fanout')
    .option('--json', 'print one JSON object', false)
    .action(async (stream, options) => (await import('../commands/errors-summary.ts')).errorsSummary(stream, options));

  selecting(reaching(errors.command('show')))
    .description('Explain failed records one by one: the field, what was found there, what is expected.')
    .argument('[delivery stream]', 'only of this one; ddb-fanout for changes that subscribers could not be told')
    .option('--parked', 'those that a replay has parked instead', false)
    .option('--limit <number>', 'at most so many', integer(1, 100_000), 20)
    .option('--content', 'print what is in them, too', false)
    .option('--json', 'print one JSON array', false)
    .action(async (stream, options) => (await import('../commands/errors-show.ts')).errorsShow(stream, options));

  replaying(selecting(reaching(errors.command('replay'))))
    .description(
      'Bring failed records back as rows, each once, however often this runs; those of a log go through Firehose once more, each at least once. What would fail again is parked. Changes of ddb-fanout are told again to whoever lacks them, at least once. Exit code 1 when something is still where it was.',
    )
    .argument('<delivery stream>', 'such as chat-by-time; or ddb-fanout')
    .action(async (stream, options) => (await import('../commands/errors-replay.ts')).errorsReplay(stream, options));

  replaying(selecting(reaching(errors.command('parked'))))
    .description(
      'Count the records that a replay has parked because they would fail again; with --replay, try them again.',
    )
    .argument('[delivery stream]', 'only this one')
    .option('--replay', 'bring back those that pass now; the others stay', false)
    .action(async (stream, options) => (await import('../commands/errors-parked.ts')).errorsParked(stream, options));
}

/** Which stage, and where. */
const reaching = (command: Command): Command =>
  command
    .option('--stage <name>', 'stage of the stack', 'dev')
    .option(
      '--endpoint <url>',
      `where the stack answers; left out, AWS_ENDPOINT_URL, and without that the local stack at ${LOCAL_ENDPOINT}`,
    )
    .option('--aws', 'the stage on AWS, with the credentials of this shell; without this, AWS is never called', false)
    .addHelpText(
      'after',
      '\nThe stack must run: a data directory that is stopped is brought up with `tributary up --data <directory>`.',
    );

const span = (command: Command): Command =>
  command
    .option('--from <instant>', 'the hour of this instant and later ones, such as 2026-07-13T14Z', instant)
    .option('--to <instant>', 'the hour of this instant and earlier ones', instant);

const selecting = (command: Command): Command =>
  span(command).option(
    '--codes <list>',
    'only objects that hold these error codes and no other, such as Lambda.FunctionError,Lambda.FunctionTimedOut',
    codes,
  );

const replaying = (command: Command): Command =>
  command
    .option('--limit <number>', 'stop after about so many records', integer(1, 999_999_999))
    .option('--dry-run', 'judge and count; write nothing', false)
    .option('--json', 'print one JSON object', false);
