import type { Branch } from './branch.js';
import { BranchContainer } from './branch-container.js';

/** How many branches one long-lived context shows; more are counted, not kept. */
const CONTEXT_LIMIT = 10_000;

/**
 * What code sees from inside a branch, a request or a context of its own. Frames
 * are linked outwards; `app` tells which application a frame belongs to, so that
 * two applications in one process never see each other's branches.
 *
 * @internal
 */
export class ContextFrame {
  private controller: AbortController | undefined = undefined;
  private merged: AbortSignal | undefined = undefined;
  private abortReason: unknown = undefined;
  private container: BranchContainer | undefined;

  constructor(
    readonly app: object,
    readonly outer: ContextFrame | undefined,
    /** The running branch; `undefined` for a request or an opened context. */
    readonly branch: Branch | undefined,
    /** The nearest frame of the same application. */
    readonly parent: ContextFrame | undefined,
    /** A signal that the caller passed. */
    private readonly callerSignal: AbortSignal | undefined,
  ) {
    this.container = parent?.branches();
    if (branch !== undefined) this.container?.add(branch);
  }

  /** The id of the nearest branch of this application. */
  get branchId(): string | undefined {
    return this.branch === undefined ? this.parent?.branchId : this.branch.id;
  }

  /** Whether this code runs in a shadow, or in something that a shadow called. */
  get inShadow(): boolean {
    return this.branch?.role === 'shadow' || (this.parent?.inShadow ?? false);
  }

  /** Every branch of the outermost frame of this application, made when first asked for. */
  branches(): BranchContainer {
    if (this.container === undefined) {
      this.container = new BranchContainer([], CONTEXT_LIMIT);
      if (this.branch !== undefined) this.container.add(this.branch);
    }
    return this.container;
  }

  /** The container, if anybody can see it already. */
  get collector(): BranchContainer | undefined {
    return this.container;
  }

  /**
   * Aborted when the branch times out, the caller's signal or the surrounding
   * context is aborted. Made when first asked for: most methods never do.
   */
  get signal(): AbortSignal {
    return (this.merged ??= this.mergedSignal());
  }

  abort(reason: unknown): void {
    this.abortReason = reason;
    this.controller?.abort(reason);
  }

  private mergedSignal(): AbortSignal {
    this.controller = new AbortController();
    if (this.abortReason !== undefined) this.controller.abort(this.abortReason);
    const sources = [this.controller.signal];
    if (this.callerSignal !== undefined) sources.push(this.callerSignal);
    // A shadow outlives the request that started it.
    if (this.parent !== undefined && this.branch?.role !== 'shadow') {
      sources.push(this.parent.signal);
    }
    return sources.length === 1
      ? this.controller.signal
      : AbortSignal.any(sources);
  }
}
