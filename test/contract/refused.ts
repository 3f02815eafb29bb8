import { expect } from 'vitest';

/**
 * The call is refused with an error like this one. Not `expect(call).rejects`: rows run side by side, and Vitest would charge its
 * failure to whichever row began last.
 */
export async function refused(call: Promise<unknown>, error: object): Promise<void> {
  const outcome = await call.then(
    (answer) => ({ answer }),
    (reason: unknown) => ({ reason }),
  );
  if ('answer' in outcome) throw new Error(`It was not refused but answered ${JSON.stringify(outcome.answer)}.`);
  expect(outcome.reason).toMatchObject(error);
}
