/** Tries of one batch before giving up. */
export const TRIES_MAX = 12;

const BACKOFF_BASE_MS = 25;
const BACKOFF_MAX_MS = 2000;

/** Waits before the nth repetition: full jitter. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
export const backoff = (attempt: number): Promise<void> =>
  new Promise((resolve) =>
    setTimeout(resolve, Math.random() * Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** attempt)),
  );
