import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { BackgroundSupervisor } from './background/background.supervisor.js';
import { HookRegistry } from './hooks/hook.registry.js';
import { BranchRecorder } from './logging/index.js';

/** What background work and closing may take of the drain time; writing takes what they leave. */
const SHARE = { background: 0.6, close: 0.2 };

/**
 * Ends an application's background work and recording, each with a deadline.
 *
 * @internal
 */
@Injectable()
export class SpearmintLifecycle
  implements BeforeApplicationShutdown, OnApplicationShutdown
{
  /** How much of the drain time is gone; the wait for HTTP in between is not ours. */
  private usedMs = 0;

  constructor(
    @Inject(BackgroundSupervisor)
    private readonly supervisor: BackgroundSupervisor,
    @Inject(BranchRecorder) private readonly recorder: BranchRecorder,
    private readonly hooks: HookRegistry,
  ) {}

  /** Before Nest drains HTTP, which an open stream may keep from ending. */
  async beforeApplicationShutdown(): Promise<void> {
    const { drainMs } = this.supervisor.limits;
    const since = performance.now();
    const used = (): number => performance.now() - since;
    const left = (): number => drainMs * (1 - SHARE.close) - used();
    await this.supervisor.drain(drainMs * SHARE.background);
    await this.hooks.drain(left() / 2);
    await this.recorder.flush(left());
    this.usedMs = used();
  }

  /** Takes what requests that ended late have added. */
  async onApplicationShutdown(): Promise<void> {
    const { drainMs } = this.supervisor.limits;
    const since = performance.now();
    const leftMs = Math.max(drainMs * SHARE.close, drainMs - this.usedMs);
    await this.hooks.drain(leftMs / 2);
    await this.recorder.close(leftMs - (performance.now() - since));
  }
}
