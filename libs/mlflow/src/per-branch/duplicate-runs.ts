import { RUN_KEY } from './run-tags.js';
import type { RunIndex } from './run-index.js';
import type { RunsApi } from './runs.api.js';

const LIMIT = 1_000;

/**
 * Removes runs that came to be twice: when the server makes a run but its answer is
 * lost, and the run cannot be found yet when it is looked for.
 *
 * @internal
 */
export class DuplicateRuns {
  /** The experiment of each branch that may have two runs. */
  private readonly suspects = new Map<string, string>();

  constructor(
    private readonly runs: RunsApi,
    private readonly index: RunIndex,
  ) {}

  /** Looks now, and once more in {@link sweep}: a slow server may come late. */
  async suspect(branchId: string, experimentId: string): Promise<void> {
    this.suspects.set(branchId, experimentId);
    for (const oldest of this.suspects.keys()) {
      if (this.suspects.size <= LIMIT) break;
      this.suspects.delete(oldest);
    }
    await this.clear(branchId, experimentId).catch(() => undefined);
  }

  /** @throws MlflowRequestError */
  async sweep(): Promise<void> {
    for (const [branchId, experimentId] of this.suspects) {
      await this.clear(branchId, experimentId);
      this.suspects.delete(branchId);
    }
  }

  private async clear(branchId: string, experimentId: string): Promise<void> {
    const kept = this.index.get(branchId)?.runId;
    const key = { key: RUN_KEY, value: branchId };
    for (const { id } of await this.runs.tagged(experimentId, key))
      if (id !== kept) await this.runs.delete(id);
  }
}
