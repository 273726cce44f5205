import { isNativeStream, isStream } from './stream-kinds.js';

/**
 * Closes a stream that came too late for anybody to read it. Left alone, it would
 * keep its source open, and an error of a Node stream that nobody listens to ends
 * the process.
 *
 * @internal
 */
export function discard(output: unknown): void {
  if (!isStream(output)) return;
  try {
    if ('cancel' in output && typeof output.cancel === 'function') {
      ignore(output.cancel());
    } else if (isNativeStream(output)) {
      output.on('error', () => undefined);
      output.destroy();
    } else if ('return' in output && typeof output.return === 'function') {
      ignore(output.return(undefined));
    }
  } catch {
    // It is the method's own, and its branch has ended.
  }
}

function ignore(outcome: unknown): void {
  Promise.resolve(outcome).catch(() => undefined);
}
