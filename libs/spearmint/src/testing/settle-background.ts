import { BackgroundSupervisor } from '../background/background.supervisor.js';
import { BranchRecorder } from '../logging/index.js';

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
 * @publicApi
 */
export async function settleBackground(app: Injector): Promise<void> {
  await app.get(BackgroundSupervisor, { strict: false }).idle();
  await app.get(BranchRecorder, { strict: false }).flush();
}
