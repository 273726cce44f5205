import type { BranchRecord } from 'nestjs-spearmint';
import type { RunIndex } from './run-index.js';
import { RUN_KEY } from '../runs/run-key.js';
import { PARENT_KEY, PARENT_RUN } from './run-tags.js';
import type { RunsApi } from '../runs/runs.api.js';

/**
 * Links the runs of nested experiments. A parent ends after its children, so the run
 * of a child is often there first; then it gets its parent when that has a run.
 *
 * @internal
 */
export class FamilyLinks {
  constructor(
    private readonly runs: RunsApi,
    private readonly index: RunIndex,
  ) {}

  /** The parent's run, where it is being made already: who waits for earlier ones alone never waits in a circle. */
  earlier({ parentId }: BranchRecord): Promise<void> | undefined {
    return parentId === undefined
      ? undefined
      : this.index.get(parentId)?.opening;
  }

  /** The run of a branch's parent, if there is one already. */
  async parentOf(
    { parentId }: BranchRecord,
    experimentId: string,
    isOld: boolean,
    earlier: Promise<void> | undefined,
  ): Promise<string | undefined> {
    if (parentId === undefined) return undefined;
    // A parent that cannot be made now is not the child's fault: it is linked later.
    await earlier?.catch(() => undefined);
    const parent = this.index.get(parentId);
    if (parent?.runId !== undefined || !isOld) return parent?.runId;
    const key = { key: RUN_KEY, value: parentId };
    const [run] = await this.runs.tagged(experimentId, key);
    return run?.id;
  }

  /** Links a run that was made without its parent, now or when that has a run. */
  async join({ parentId }: BranchRecord, runId: string): Promise<void> {
    if (parentId === undefined) return;
    const parent = this.index.get(parentId)?.runId;
    if (parent === undefined) this.index.wait(parentId, runId);
    else await this.runs.setTag(runId, { key: PARENT_RUN, value: parent });
  }

  /** Links the children that were there before the run of their parent. */
  async adopt(
    { id }: BranchRecord,
    runId: string,
    experimentId: string,
    isOld: boolean,
  ): Promise<void> {
    const children = new Set(this.index.childrenOf(id));
    if (isOld) {
      // Some may be of an earlier process.
      const key = { key: PARENT_KEY, value: id };
      for (const run of await this.runs.tagged(experimentId, key))
        children.add(run.id);
    }
    for (const child of children)
      await this.runs.setTag(child, { key: PARENT_RUN, value: runId });
    this.index.linked(id);
  }
}
