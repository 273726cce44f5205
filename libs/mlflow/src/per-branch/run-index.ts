import type { RunEntry } from './run-entry.js';

/** Enough for what may come again, and for parents that end long after their children. */
const LIMIT = 20_000;

/** What is known of the runs of branches, the latest of them. @internal */
export class RunIndex {
  private readonly entries = new Map<string, RunEntry>();
  /** Runs of branches whose parent has no run yet, by the parent's id. */
  private readonly waiting = new Map<string, Set<string>>();

  constructor(private readonly limit = LIMIT) {}

  get(branchId: string): RunEntry | undefined {
    return this.entries.get(branchId);
  }

  /** The entry of a branch, made when it is not there. */
  enter(branchId: string, mayExist: boolean): RunEntry {
    let entry = this.entries.get(branchId);
    if (entry === undefined) {
      entry = { mayExist, isSuspect: false, isDone: false };
      this.entries.set(branchId, entry);
      shorten(this.entries, this.limit);
    }
    return entry;
  }

  /** The run of a child waits for the run of its parent. */
  wait(parentId: string, runId: string): void {
    const runs = this.waiting.get(parentId) ?? new Set();
    runs.add(runId);
    this.waiting.set(parentId, runs);
    shorten(this.waiting, this.limit);
  }

  childrenOf(parentId: string): readonly string[] {
    return [...(this.waiting.get(parentId) ?? [])];
  }

  linked(parentId: string): void {
    this.waiting.delete(parentId);
  }
}

function shorten(map: Map<string, unknown>, limit: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= limit) return;
    map.delete(oldest);
  }
}
