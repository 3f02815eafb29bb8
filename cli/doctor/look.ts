import type { Note } from './note.ts';

/** What came of a question to a service. */
export type Seen<T> = { answer: T } | { absent: true } | { unanswered: string };

/** How services say that a thing is not there. */
const ABSENT =
  /^(ResourceNotFoundException|NotFound|NotFoundException|NoSuchBucket|NoSuchBucketPolicy|NoSuchPublicAccessBlockConfiguration|NoSuchLifecycleConfiguration|ServerSideEncryptionConfigurationNotFoundError|EntityNotFoundException|QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/;

/** How they say that this caller, or this place, gets no answer. */
const UNANSWERED =
  /^(NotImplemented|InvalidAction|UnknownOperation(Exception)?|AccessDenied(Exception)?|AuthorizationError(Exception)?|UnauthorizedOperation|UnsupportedOperation)$/;

/** Asks once. What a service lacks or forbids is a value; everything else throws, since nothing can be said then. */
export async function look<T>(ask: () => Promise<T>): Promise<Seen<T>> {
  try {
    return { answer: await ask() };
  } catch (error) {
    const { name, message } = error as Error;
    if (ABSENT.test(name)) return { absent: true };
    if (UNANSWERED.test(name)) return { unanswered: `${name}: ${firstSentence(message)}` };
    throw error;
  }
}

/** Judges an answer, and says of what nobody could see that it was not checked. */
export function judge<T>(
  seen: Seen<T>,
  { where, what, byHand }: { where: string; what: string; byHand: string },
  whenAbsent: Note | undefined,
  judgement: (answer: T) => Note[],
): Note[] {
  if ('answer' in seen) return judgement(seen.answer);
  if ('absent' in seen) return whenAbsent ? [whenAbsent] : [];
  return [{ severity: 'not checked', where, what: `${what} (${seen.unanswered})`, mend: byHand }];
}

export const missing = (where: string): Note => ({
  severity: 'error',
  where,
  what: 'is in the template and not there',
  mend: 'Deploy the stage (npx sls deploy). If it was deleted by hand, CloudFormation wants it removed from the template first, deployed, and put back.',
});

const firstSentence = (message: string): string => /^.*?[.!](?=\s|$)/s.exec(message)?.[0] ?? message;
