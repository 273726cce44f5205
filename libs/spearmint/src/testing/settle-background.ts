import { BackgroundSupervisor } from '../background/background.supervisor.js';
import { WaitTimeoutError } from '../errors/wait-timeout.error.js';
import { Deadline } from '../logging/deadline.js';
import { BranchRecorder } from '../logging/index.js';
import {
  WAIT_MS,
  type WaitOptions,
} from '../logging/wait-options.interface.js';

/** The part of an application or a testing module that is needed. @publicApi */
export interface Injector {
  get<T>(
    token: abstract new (...args: never[]) => T,
    options: { strict: false },
  ): T;
}

/**
 * Resolves when no shadow runs or waits and every branch so far has reached its
 * backends.
 *
 * @param app an application, a context or a testing module.
 * @throws WaitTimeoutError that tells what still runs or is not delivered.
 * @publicApi
 */
export async function settleBackground(
  app: Injector,
  { timeoutMs = WAIT_MS }: WaitOptions = {},
): Promise<void> {
  const supervisor = app.get(BackgroundSupervisor, { strict: false });
  const recorder = app.get(BranchRecorder, { strict: false });
  const since = performance.now();
  const deadline = new Deadline(timeoutMs);
  const isIdle = await deadline.allows(supervisor.idle());
  deadline.clear();
  const leftMs = timeoutMs - (performance.now() - since);
  if (isIdle && (await recorder.flush(leftMs))) return;
  throw new WaitTimeoutError(
    timeoutMs,
    'background work',
    unsettled(supervisor, recorder),
    'End what hangs (a deferred promise, repair() of a FaultyBackend) before you wait, ' +
      'give shadows a shorter background.timeoutMs, or wait longer with { timeoutMs }.',
  );
}

function unsettled(
  supervisor: BackgroundSupervisor,
  recorder: BranchRecorder,
): string {
  const { running, waiting } = supervisor.stats();
  const late = recorder
    .stats()
    .backends.filter(({ pending }) => pending > 0)
    .map(
      ({ name, pending, retries, breaker }) =>
        `${name} has not taken ${pending} records (${retries} retries, breaker ${breaker})`,
    );
  return [`${running} shadows run, ${waiting} wait`, ...late].join('; ');
}
