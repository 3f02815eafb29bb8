/** Aborts at the first Ctrl-C or SIGTERM, so that what runs can end cleanly; a second one ends the process as it is. */
export function abortedByUser(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}
