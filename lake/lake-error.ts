/** The lake cannot be read as asked; the message says why and, where it can, how to mend it. */
export class LakeError extends Error {
  override name = 'LakeError';
}
