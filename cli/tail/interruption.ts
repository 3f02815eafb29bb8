/**
 * Aborts at the first Ctrl-C or SIGTERM, so that what runs can end cleanly; a second one ends the process as it is. It aborts
 * too when nobody reads the output any more, as in `tributary tail | head`.
 */
export function abortedByUser(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.stdout.on('error', stop);
  return controller.signal;
}
