import type { BranchContainer } from '../branch/branch-container.js';
import type { ConfigEntry } from '../config/index.js';
import type { MethodInvocation } from './method-invocation.js';
import { settle } from './stream-result.js';

/**
 * Runs the method under each config, at most `concurrency` at a time, and resolves
 * with the call's container when all have ended. One promise for the whole group
 * and one pair of handlers per branch: an async function per branch costs twice that.
 *
 * @internal
 */
export function fanOut<T>(
  invocation: MethodInvocation<T>,
  configs: Iterable<ConfigEntry>,
  concurrency = Infinity,
): Promise<BranchContainer<T>> {
  const entries = [...configs];
  const { container } = invocation;
  if (entries.length === 0) return Promise.resolve(container);
  return new Promise((resolve) => {
    let next = 0;
    let left = entries.length;
    const startNext = (): void => {
      // A method that throws at once ends here, so that a long pool is no deep stack.
      while (next < entries.length) {
        if (start(entries[next++] as ConfigEntry)) return;
      }
    };
    const end = (): void => {
      if (--left === 0) resolve(container);
      else if (next < entries.length) startNext();
    };
    const start = (entry: ConfigEntry): boolean => {
      const frame = invocation.open(entry, 'variant');
      try {
        settle<T>(
          invocation.call(frame, invocation.args),
          frame,
          (output) => {
            invocation.succeeded(frame, output);
            end();
          },
          (thrown) => {
            invocation.failed(frame, thrown);
            end();
          },
        );
        return true;
      } catch (thrown) {
        invocation.failed(frame, thrown);
        if (--left === 0) resolve(container);
        return false;
      }
    };
    const lanes = Math.min(concurrency, entries.length);
    for (let lane = 0; lane < lanes && next < entries.length; lane++)
      startNext();
  });
}
