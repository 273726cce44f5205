import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { BackgroundSupervisor } from './background/background.supervisor.js';
import { BranchRecorder } from './logging/index.js';

/** How the drain time is shared out; together no more than all of it. */
const SHARE = { background: 0.6, flush: 0.2, close: 0.2 };

/**
 * Ends an application's background work and recording, each with a deadline.
 *
 * @internal
 */
@Injectable()
export class SpearmintLifecycle
  implements BeforeApplicationShutdown, OnApplicationShutdown
{
  constructor(
    @Inject(BackgroundSupervisor)
    private readonly supervisor: BackgroundSupervisor,
    @Inject(BranchRecorder) private readonly recorder: BranchRecorder,
  ) {}

  /** Before Nest drains HTTP, which an open stream may keep from ending. */
  async beforeApplicationShutdown(): Promise<void> {
    const { drainMs } = this.supervisor.limits;
    await this.supervisor.drain(drainMs * SHARE.background);
    await this.recorder.flush(drainMs * SHARE.flush);
  }

  /** Takes what requests that ended late have added. */
  async onApplicationShutdown(): Promise<void> {
    await this.recorder.close(this.supervisor.limits.drainMs * SHARE.close);
  }
}
