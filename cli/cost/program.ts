import type { Command } from 'commander';
import { decimal, integer } from '../arguments.ts';
import { DEFAULT_WORKLOAD as usual } from './workload.ts';

/** `tributary cost` and its workload. */
export function addCostCommand(program: Command): void {
  program
    .command('cost')
    .description(
      'What the pipeline would cost in a month, line by line, for a workload and a file of prices. Calls nothing.',
    )
    .option(
      '--messages-per-second <number>',
      'writes to the table, averaged over the month',
      decimal(0.001, 1e6),
      usual.messagesPerSecond,
    )
    .option('--message-bytes <number>', 'size of one item in the table', integer(1, 409_600), usual.messageBytes)
    .option(
      '--livestreams <number>',
      'livestreams with a message in every buffer interval',
      integer(1, 100_000),
      usual.livestreams,
    )
    .option('--buffer-seconds <number>', 'deliveryBufferSeconds of the stage', integer(60, 900), usual.bufferSeconds)
    .option('--buffer-mb <number>', 'deliveryBufferMb of the stage', integer(64, 128), usual.bufferMb)
    .option(
      '--transform-buffer-seconds <number>',
      'transformBufferSeconds of the stage',
      integer(0, 900),
      usual.transformBufferSeconds,
    )
    .option('--retention-hours <number>', 'changeRetentionHours of the stage', integer(24, 8760), usual.retentionHours)
    .option('--shards <number>', 'shards of the change stream', integer(1, 10_000), usual.shards)
    .option('--months <number>', 'months of rows that lie in S3', integer(1, 120), usual.months)
    .option('--table-writes', "the table's own writes too, which the application pays anyway", usual.tableWrites)
    .option('--no-fan-out', 'without ddb-fanout')
    .option(
      '--access-log-lines-per-second <number>',
      'lines of access logs put to Firehose',
      decimal(0, 1e6),
      usual.accessLogLinesPerSecond,
    )
    .option('--prices <file>', 'your own prices, in the form of cli/cost/prices.json')
    .option('--json', 'print one JSON object', false)
    .action(async (options) => (await import('../commands/cost.ts')).cost(options));
}
