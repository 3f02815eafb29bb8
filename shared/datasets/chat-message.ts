import * as z from 'zod/mini';
import { instant, oneOf, text, wholeNumber } from '../attributes.ts';
import { defineDataset } from '../dataset.ts';

/**
 * Messages of live-stream chat. Table key: `LivestreamID` (partition), `UID` (sort; a timestamp and a unique part).
 *
 * To carry another table, write another file like this one, its Glue columns under `infra/`, and its entry in the list
 * of delivery streams. Validation, row order, catalog tests and sample data follow from here.
 */
export const chatMessage = defineDataset({
  name: 'chat-message',
  attributes: {
    // It becomes part of an S3 key: nothing in it may mean something there.
    LivestreamID: text(z.regex(/^[A-Za-z0-9_-]{1,128}$/)),
    UID: wholeNumber(9_223_372_036_854_775_807n),
    UserID: text(z.minLength(1), z.maxLength(128)),
    Nickname: text(z.minLength(1), z.maxLength(64)),
    Message: text(z.minLength(1), z.maxLength(2_000)),
    MessageType: oneOf('CHAT', 'NOTICE', 'SYSTEM'),
    CreatedAt: instant(),
  },
  keys: ['LivestreamID', 'UID'],
  partitionKeys: ['LivestreamID'],
});
