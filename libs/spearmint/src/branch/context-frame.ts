import type { Branch } from './branch.js';
import { BranchContainer } from './branch-container.js';
import { onAbort } from './on-abort.js';

/** How many branches one long-lived context shows; more are counted, not kept. */
const CONTEXT_LIMIT = 10_000;

/** What the frames of one call have in common. @internal */
export interface FrameScope {
  /** Tells which application a frame belongs to, so that two in one process never see each other's branches. */
  readonly app: object;
  /** The frame around this one, of any application. */
  readonly outer: ContextFrame | undefined;
  /** The nearest frame around this one of the same application. */
  readonly parent: ContextFrame | undefined;
  /** Whether a shadow called, however long ago. */
  readonly inShadow: boolean;
  /** A signal that the caller passed. */
  readonly signal: AbortSignal | undefined;
}

/** What few frames have: somebody who asks for the signal, or a reason to abort. */
interface Aborting {
  readonly controller: AbortController;
  /** Ends the listening to the signals around; set once somebody has asked. */
  unfollow: (() => void) | undefined;
}

/**
 * What code sees from inside a branch, a request or a context of its own.
 *
 * @internal
 */
export class ContextFrame {
  private container: BranchContainer | undefined = undefined;
  /** The branch of a request that has one, as most have: nobody may ever ask for a container. */
  private only: Branch | undefined = undefined;
  private abortState: Aborting | undefined = undefined;
  /** Whose container a branch shows in; requests and opened contexts have their own. */
  private readonly host: ContextFrame | undefined;
  /** Whether this code runs in a shadow, or in something that a shadow called. */
  readonly inShadow: boolean;

  constructor(
    readonly scope: FrameScope,
    /** The running branch; `undefined` for a request or an opened context. */
    readonly branch: Branch | undefined,
  ) {
    const { parent } = scope;
    // Told once: calls inside of calls may go very deep.
    this.host =
      branch === undefined || parent === undefined
        ? undefined
        : (parent.host ?? parent);
    this.inShadow = branch?.role === 'shadow' || scope.inShadow;
  }

  get app(): object {
    return this.scope.app;
  }

  get outer(): ContextFrame | undefined {
    return this.scope.outer;
  }

  get parent(): ContextFrame | undefined {
    return this.scope.parent;
  }

  /** The id of the nearest branch of this application. */
  get branchId(): string | undefined {
    return this.branch === undefined ? this.parent?.branchId : this.branch.id;
  }

  /** Every branch of the nearest request or opened context, else of the outermost branch; made when first asked for. */
  branches(): BranchContainer {
    const { host } = this;
    if (host !== undefined) return host.branches();
    if (this.container === undefined) {
      this.container = new BranchContainer([], CONTEXT_LIMIT);
      if (this.branch !== undefined) this.container.add(this.branch);
      if (this.only !== undefined) this.container.add(this.only);
      this.only = undefined;
    }
    return this.container;
  }

  /** Shows a branch that has begun in {@link branches}. */
  show(branch: Branch): void {
    const { host } = this;
    if (host !== undefined) return host.show(branch);
    const isFirst = this.container === undefined && this.only === undefined;
    if (isFirst && this.branch === undefined) this.only = branch;
    else this.branches().add(branch);
  }

  /** The container, if anybody can see it already. */
  get collector(): BranchContainer | undefined {
    const { host } = this;
    return host === undefined ? this.container : host.collector;
  }

  /**
   * Aborted when the branch times out, and, until it has ended, when the caller's
   * signal or the surrounding context is. Made when first asked for: most methods
   * never do.
   */
  get signal(): AbortSignal {
    const { aborting } = this;
    const { controller } = aborting;
    if (this.branch?.isFinal !== true) {
      aborting.unfollow ??= follow(controller, this.sources());
    }
    return controller.signal;
  }

  /**
   * The nearest frame from here outwards that goes on, or was aborted. What a branch
   * starts when it has ended, a timer that calls again for example, would otherwise
   * keep every call before it.
   */
  get living(): ContextFrame | undefined {
    if (this.branch?.isFinal !== true || this.isAborted) return this;
    return this.parent?.living;
  }

  private get isAborted(): boolean {
    return this.abortState?.controller.signal.aborted === true;
  }

  /** The branch has ended: signals that live longer forget it. */
  ended(): void {
    this.abortState?.unfollow?.();
  }

  abort(reason: unknown): void {
    this.aborting.controller.abort(reason);
  }

  private get aborting(): Aborting {
    return (this.abortState ??= {
      controller: new AbortController(),
      unfollow: undefined,
    });
  }

  private sources(): AbortSignal[] {
    const sources = [];
    if (this.scope.signal !== undefined) sources.push(this.scope.signal);
    // A shadow outlives the request that started it.
    if (this.parent !== undefined && this.branch?.role !== 'shadow') {
      sources.push(this.parent.signal);
    }
    return sources;
  }
}

/**
 * Aborts `controller` with the first of `sources`. `AbortSignal.any` would do, but
 * Node 20 keeps every such signal for ever that somebody has listened to.
 */
function follow(
  controller: AbortController,
  sources: readonly AbortSignal[],
): () => void {
  const aborted = sources.find((source) => source.aborted);
  if (aborted !== undefined) controller.abort(aborted.reason);
  const releases = sources.map((source) =>
    onAbort(source, () => controller.abort(source.reason)),
  );
  return () => {
    for (const release of releases) release();
  };
}

/** A scope with nothing around it that belongs to the same application. @internal */
export function outermostScope(
  app: object,
  outer: ContextFrame | undefined,
  signal?: AbortSignal,
): FrameScope {
  return { app, outer, parent: undefined, inShadow: false, signal };
}
