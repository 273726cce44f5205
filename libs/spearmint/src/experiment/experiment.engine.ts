import type { BackgroundSupervisor } from '../background/background.supervisor.js';
import type { Timeline } from '../branch/timeline.js';
import type { BranchRecorder } from '../logging/index.js';

/** What every call of one application shares. @internal */
export interface ExperimentEngine {
  /** Also stands for the application: frames are told apart by it. */
  readonly timeline: Timeline;
  readonly recorder: BranchRecorder;
  readonly supervisor: BackgroundSupervisor;
}
