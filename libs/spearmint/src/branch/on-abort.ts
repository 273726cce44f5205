import { setMaxListeners } from 'node:events';

/**
 * Calls `act` when a signal is aborted.
 *
 * @returns takes the listener away: signals of callers live long.
 * @internal
 */
export function onAbort(signal: AbortSignal, act: () => void): () => void {
  // As many listeners as branches, each of them taken away: no leak to warn of.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', act, { once: true });
  return () => signal.removeEventListener('abort', act);
}
