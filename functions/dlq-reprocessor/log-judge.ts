import type { Client } from '../../shared/access-log-client.ts';
import { createAccessLogCodec } from '../../shared/access-log-codec.ts';
import { unknownCountry } from '../../shared/access-log-countries.ts';
import { readAccessLog } from '../../shared/access-log-reader.ts';
import type { AccessRecordReader } from '../../shared/access-log-record.ts';
import { parseIpAddress } from '../../shared/ip-address.ts';
import { kindOfAddress } from '../../shared/ip-kind.ts';
import type { Judge } from './judge.ts';

/**
 * Makes the function that judges failed records of a log by the very codec of the transform, but without its geography: that is
 * added again by the transform of the delivery stream that they are sent to. So the one rule that is left to that transform is
 * what becomes of an address without a location. What passes is one object of JSON: the attributes of the dataset.
 *
 * Nobody but an operator reads the error prefix of that delivery stream. So what its transform would refuse is refused here: a
 * record may be longer as JSON than it was, and a count of bytes beyond 2^53 does not survive as a number of JSON.
 */
export function createLogJudge(read: AccessRecordReader): Judge {
  const judge = createAccessLogCodec({ read, clientOf, partitionKeys: [] });
  const judgeAgain = createAccessLogCodec({ read: readAccessLog, clientOf, partitionKeys: [] });

  return ({ rawData }) => {
    const outcome = judge(rawData);
    if (outcome.result !== 'Ok') return outcome;
    const record = Buffer.from(outcome.data, 'base64').toString().slice(0, -rowEnd.length) + '}';
    const again = judgeAgain(Buffer.from(record).toString('base64'));
    return again.result === 'Ok' ? { result: 'Ok', row: `${record}\n`, partitionKeys: {} } : again;
  };
}

/** A row without added columns ends in the comma before them. */
const rowEnd = ',}\n';

function clientOf(clientIp: string): Client {
  const kind = kindOfAddress(parseIpAddress(clientIp)!);
  return {
    rule: kind === 'Public' ? undefined : `${kind}Address`,
    country: unknownCountry,
    columns: { utf8: '', latin1: '' },
  };
}
