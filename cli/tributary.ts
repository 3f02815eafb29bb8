#!/usr/bin/env node
import { Command, Option } from 'commander';
import { factor, integer, stageParameter } from './arguments.ts';
import { addCostCommand } from './cost/program.ts';
import { addDeployedCommands } from './deployed/program.ts';
import { fail } from './output.ts';

const program = new Command('tributary')
  .description(
    'Carries every change of a DynamoDB table through Kinesis and Firehose into an S3 lake: the local stack and its tools.',
  )
  .showHelpAfterError('(add --help for the options)')
  .configureHelp({ showGlobalOptions: true });

const packageOption = () =>
  new Option('--package <directory>', 'use what `sls package` wrote there instead of packaging now');

/** Whoever does not package cannot set them: `without` names the options that say so. */
const paramOption = (...without: string[]) =>
  new Option(
    '--param <name=value>',
    'a parameter of the stage that is to be other than serverless.yml says, such as accessLog=true; as often as wanted',
  )
    .argParser(stageParameter)
    .conflicts(without);

program
  .command('up')
  .description('Package the service and run the whole stack on this machine, until Ctrl-C.')
  .option('--stage <name>', 'stage to package', 'dev')
  .option('--data <directory>', 'where the state and the objects lie', '.tributary/local')
  .option('--port <number>', 'port of the AWS endpoint on 127.0.0.1', integer(0, 65535), 4566)
  .option(
    '--accelerate <factor>',
    "run the stack's clock this many times faster, so that buffers fill and flush sooner",
    factor,
    1,
  )
  .addOption(packageOption())
  .addOption(paramOption('package'))
  .action(async (options) => (await import('./commands/up.ts')).up(options));

program
  .command('demo')
  .description(
    'The main job, end to end: write chat messages to the table, wait for the lake, count everything, print the sum.',
  )
  .option('--livestreams <number>', 'how many livestreams', integer(1, 1000), 10)
  .option('--messages <number>', 'messages for each livestream', integer(1, 1_000_000), 2500)
  .option('--seed <number>', 'seed of the sample data', integer(0, 2 ** 32 - 1), 1)
  .option(
    '--data <directory>',
    'where the state and the objects lie; kept after the run, wiped at the next',
    '.tributary/demo',
  )
  .option('--accelerate <factor>', "how many times faster the stack's clock runs", factor, 60)
  .addOption(
    new Option(
      '--scenario <name>',
      "another story: bad-deploy is an operator's hour, in which a schema forgets what is still written, alarms ring, and everything comes back; access-log sends lines of web servers' logs and CSV, which become rows with geography, in Parquet and JSON",
    ).choices(['bad-deploy', 'access-log']),
  )
  .option('--lines <number>', 'of the scenario access-log: how many lines are sent', integer(1, 10_000_000), 10_000)
  .addOption(packageOption())
  .addOption(paramOption('package'))
  .option('--json', 'print one JSON object instead of the report', false)
  .action(async (options) => (await import('./commands/demo.ts')).demo(options));

program
  .command('query')
  .description('Run SQL over the lake of a data directory, as Athena would.')
  .argument('<sql>', 'one statement, such as "select count(*) from chat_by_time"')
  .option('--data <directory>', 'data directory of the stack', '.tributary/demo')
  .addOption(
    new Option('--format <name>', 'how to print the result').choices(['table', 'json', 'csv']).default('table'),
  )
  .action(async (sql, options) => (await import('./commands/query.ts')).query(sql, options));

program
  .command('load')
  .description(
    'The load proof: write at a pace, wait for the lake, count everything. Locally by default; with --aws against a deployed stage.',
  )
  .addOption(
    new Option('--target <name>', 'write items to the table, or change records to the stream')
      .choices(['dynamodb', 'kinesis'])
      .default('dynamodb'),
  )
  .option('--batches-per-second <number>', 'pace', integer(1, 100_000), 1000)
  .option('--batch-size <number>', 'records in a batch: at most 25 for dynamodb, 500 for kinesis', integer(1, 500), 25)
  .option('--seconds <number>', 'how long', integer(1, 86_400), 10)
  .option('--livestreams <number>', 'how many livestreams the records spread over', integer(1, 1000), 10)
  .option('--seed <number>', 'seed of the sample data', integer(0, 2 ** 32 - 1), 1)
  .option('--verify', 'hold every object against the log, id by id', false)
  .option(
    '--data <directory>',
    'where the state and the objects lie; kept after the run, wiped at the next',
    '.tributary/load',
  )
  .option('--accelerate <factor>', "how many times faster the stack's clock runs", factor, 60)
  .addOption(packageOption())
  .addOption(paramOption('package', 'aws'))
  .option('--aws', 'write to a deployed stage with the AWS credentials of this shell', false)
  .option('--stage <name>', 'the deployed stage, with --aws', 'dev')
  .option('--yes', 'do not ask before writing to AWS', false)
  .option('--json', 'print one JSON object instead of the report', false)
  .action(async (options) => (await import('./commands/load.ts')).load(options));

program
  .command('package')
  .description('Package the service as `sls package` does, offline and without credentials.')
  .option('--stage <name>', 'stage to package', 'dev')
  .option('--out <directory>', 'where to put the template and the zips', '.serverless')
  .addOption(paramOption())
  .action(async (options) => (await import('./commands/package.ts')).packageCommand(options));

addDeployedCommands(program);
addCostCommand(program);

program.parseAsync().catch(fail);
