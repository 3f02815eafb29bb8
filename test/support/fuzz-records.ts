import {
  attributes,
  escapes,
  instants,
  invalidUtf8,
  type Json,
  type JsonObject,
  numbers,
  others,
  precisions,
  snippets,
  strings,
  times,
} from './fuzz-vocabulary.ts';

/** Base64 of change records, sound and broken in every way that a differential test should know. */
export type Fuzz = ReturnType<typeof createFuzz>;

/** `random` gives numbers in [0, 1). */
export function createFuzz(random: () => number) {
  const below = (limit: number) => Math.floor(random() * limit);
  const chance = (probability: number) => random() < probability;
  const pick = <Value>(values: readonly Value[]): Value => values[below(values.length)]!;
  const repeat = (length: number, of: () => string) => Array.from({ length }, of).join('');

  const text = (lengthMax: number) =>
    chance(0.1)
      ? repeat(lengthMax + below(3) - 1, () => pick(['a', '😀', '안', '"']))
      : repeat(1 + below(12), () => pick(strings) || 'z');
  const id = () => repeat(chance(0.05) ? 126 + below(5) : 1 + below(12), () => pick(['a', 'Z', '0', '-', '_']));

  function item(): JsonObject {
    return {
      LivestreamID: { S: chance(0.95) ? id() : pick(strings) },
      UID: { N: chance(0.9) ? String(below(2 ** 48)) : pick(numbers) },
      UserID: { S: text(128) },
      Nickname: { S: chance(0.9) ? pick(['민지', 'Kim', '😀', 'x'.repeat(64)]) : text(64) },
      Message: { S: text(2000) },
      MessageType: { S: chance(0.95) ? pick(['CHAT', 'NOTICE', 'SYSTEM']) : pick(strings) },
      CreatedAt: { S: chance(0.9) ? instants[0]! : pick(instants) },
      ...(chance(0.3) && { Extra: pick(others), Message2: { S: 'not in the schema' } }),
    };
  }

  /** A value put where it does not belong, a tag too many, an attribute missing. */
  function bend(image: JsonObject): JsonObject {
    const name = pick(attributes);
    const value = image[name];
    const bent: (() => JsonObject)[] = [
      () => ({ ...image, [name]: pick(others) }),
      () => ({
        ...image,
        [name]: { ...(value as JsonObject), [pick(['S', 'N', 'NULL', '', 'constructor', 'B'])]: pick(others) },
      }),
      () => Object.fromEntries(Object.entries(image).filter(([other]) => other !== name)),
      () => Object.fromEntries(Object.entries(image).reverse()),
      () => ({ ...image, UID: { N: pick(numbers) } }),
      () => ({ ...image, CreatedAt: { S: pick(instants) } }),
      () => ({ ...image, [name]: { S: pick(strings) } }),
    ];
    return pick(bent)();
  }

  const microseconds = () => ({
    ApproximateCreationDateTime: 1_721_011_165_000_000 + below(1e9),
    ApproximateCreationDateTimePrecision: 'MICROSECOND',
  });
  const milliseconds = () => ({
    ApproximateCreationDateTime: 1_721_011_165_000 + below(1e6),
    ...(chance(0.5) && { ApproximateCreationDateTimePrecision: 'MILLISECOND' }),
  });
  const anyTime = (): JsonObject => ({
    ApproximateCreationDateTime: pick(times),
    ...(chance(0.7) && { ApproximateCreationDateTimePrecision: pick(precisions) }),
  });

  function record(): Json {
    const image = chance(0.7) ? item() : bend(item());
    const eventName = chance(0.95)
      ? pick(['INSERT', 'INSERT', 'MODIFY', 'REMOVE'])
      : pick([...strings, 'insert', null, 1]);
    const { LivestreamID = null, UID = null } = image;
    const dynamodb: JsonObject = {
      ...pick([microseconds, microseconds, microseconds, milliseconds, anyTime])(),
      Keys: chance(0.95) ? { LivestreamID, UID } : pick(others),
      ...(chance(0.97) && { NewImage: chance(0.97) ? image : pick(others) }),
      ...(chance(0.3) && { OldImage: chance(0.5) ? item() : pick(others) }),
      SizeBytes: 137,
    };
    const envelope: JsonObject = {
      awsRegion: 'us-east-1',
      eventID: chance(0.95)
        ? `id-${below(1e9)}`
        : pick<Json>([...strings, 'x'.repeat(128), 'x'.repeat(129), '😀'.repeat(128), '😀'.repeat(129), null, 1, {}]),
      eventName,
      userIdentity: chance(0.9)
        ? null
        : pick<Json>([
            { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
            { principalId: 'other' },
            'dynamodb.amazonaws.com',
            [],
          ]),
      dynamodb: chance(0.98) ? dynamodb : pick(others),
    };
    if (chance(0.05)) delete envelope[pick(Object.keys(envelope))];
    return chance(0.98) ? envelope : pick(others);
  }

  /** Duplicate keys, foreign escapes and white space: what only the text can say. */
  function bendText(json: string): string {
    const at = below(json.length);
    const brace = json.indexOf('{', at);
    const bent: (() => string)[] = [
      () => (brace === -1 ? json : `${json.slice(0, brace + 1)}${pick(snippets)}${json.slice(brace + 1)}`),
      () => escapeSome(json),
      () => insertAfter(json, pick(['"S":"', '"S":"', '"eventID":"']), pick(escapes)),
      () =>
        json.replace(/"(Message|UID|S|N|eventName)"/g, (_, name: string) =>
          chance(0.3) ? `"\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}"` : `"${name}"`,
        ),
      () =>
        pick([' ', '\n', '\t', '\ufeff', '\u00a0', '\u0000', '']) + json + pick([' ', '\n', ',', '}', '\u0000', '']),
      () => json.slice(0, at),
      () => json.replace(/:(\d+)/, `:${pick(['0$1', '$1.0', '$1e0', '-$1', '+$1', '$1.5', '1e999'])}`),
      () =>
        `${json.slice(0, at)}${pick(['"', '\\', '{', '}', '[', ']', ',', ':', '0', '\n', 'é'])}${json.slice(at + below(2))}`,
      () => `${'['.repeat(500)}${json}${']'.repeat(500)}`,
      () => json.replace('"NewImage":{', `"NewImage":{"Deep":${'['.repeat(5000)}${']'.repeat(5000)},`),
    ];
    return pick(bent)();
  }

  /** Writes about half of the non-ASCII UTF-16 units as escapes. */
  function escapeSome(json: string): string {
    const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return json.replace(/[^ -~]/g, (unit) => (chance(0.5) ? escaped(unit) : unit));
  }

  /** Puts `text` after some occurrence of `mark`. */
  function insertAfter(json: string, mark: string, text: string): string {
    const parts = json.split(mark);
    const at = 1 + below(parts.length - 1);
    return parts.length === 1 ? json : [parts.slice(0, at).join(mark), text + parts.slice(at).join(mark)].join(mark);
  }

  function bendBytes(bytes: Buffer): Buffer {
    const at = below(bytes.length + 1);
    const bent: (() => Buffer)[] = [
      () => Buffer.concat([bytes.subarray(0, at), Buffer.from(pick(invalidUtf8)), bytes.subarray(at)]),
      () => Buffer.from(bytes.map((byte, index) => (index === at ? below(256) : byte))),
      () => Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ (1 << below(8)) : byte))),
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(4))]),
      () => Buffer.from(Array.from({ length: below(64) }, () => below(256))),
      () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
    ];
    return pick(bent)();
  }

  function bendBase64(data: string): unknown {
    const at = below(data.length + 1);
    const bent: (() => unknown)[] = [
      () => data.slice(0, at) + pick([' ', '\n', '=', '-', '_', '\u0141', 'é', '.', 'A', '\u0000']) + data.slice(at),
      () => data.slice(0, at) + pick(['-', '_', '\u0141', '=', '+', '/', 'B']) + data.slice(at + 1),
      () => data.slice(0, -1),
      () => data.slice(0, -2),
      () => data.replace(/=+$/, ''),
      () => `${data}=`,
      () => `${data}${data}`,
      () => data.replaceAll('+', '-').replaceAll('/', '_'),
      () =>
        data.replace(
          /([A-Za-z0-9+/])(=+)$/,
          (_, last: string, pad: string) => String.fromCharCode(last.charCodeAt(0) + 1) + pad,
        ),
      () =>
        pick<unknown>([
          '',
          undefined,
          null,
          0,
          1,
          {},
          [],
          true,
          ['aGk='],
          '====',
          'A',
          'AA',
          'AA==',
          'AB==',
          'AAA=',
          'AAB=',
          'Zm9v\n',
        ]),
    ];
    return pick(bent)();
  }

  /** What may stand in a record's `data`. */
  function data(): unknown {
    let json = JSON.stringify(record());
    while (chance(0.15)) json = bendText(json);
    let bytes: Buffer = Buffer.from(json);
    while (chance(0.12)) bytes = bendBytes(bytes);
    let base64: unknown = bytes.toString('base64');
    if (chance(0.08)) base64 = bendBase64(base64 as string);
    return base64;
  }

  function recordId(): string {
    return chance(0.9) ? `49546986683135544286507457936321625675700192471156785154${below(1e9)}` : text(40);
  }

  return { below, chance, pick, data, recordId };
}
