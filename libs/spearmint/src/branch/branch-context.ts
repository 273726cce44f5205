import { bindConfig, type ConfigModel } from '../config/index.js';
import type { Branch } from './branch.js';
import { ContextFrame } from './context-frame.js';
import {
  frameOf,
  inlineFrame,
  innermostFrame,
  within,
} from './context-storage.js';
import { NoBranchError } from './no-branch.error.js';

/**
 * What code deeper in a call can know of the branch that it runs in. Inject it
 * anywhere; it follows the asynchronous flow.
 *
 * @publicApi
 */
export class BranchContext {
  /** Made by injection; in a unit test one without an application follows `runInBranch()`. */
  constructor(private readonly app: object = {}) {}

  /** The branch that this code runs in; `undefined` outside of any. */
  get current(): Branch | undefined {
    return this.branchFrame()?.branch;
  }

  /** Whether the result of this code is for nobody: do not write, charge or send. */
  get isShadow(): boolean {
    return frameOf(this.app)?.inShadow ?? false;
  }

  /**
   * Aborted when the branch times out, when its caller gives up, or when the
   * client of a foreground branch goes away. Never aborted outside of any context.
   */
  get signal(): AbortSignal {
    return frameOf(this.app)?.signal ?? new AbortController().signal;
  }

  /**
   * The branch's config, or the part of it at a dotted path, as a validated and
   * frozen instance of `model`.
   *
   * @throws NoBranchError outside of a branch.
   * @throws SpearmintConfigError when the path does not exist or the value does not fit.
   */
  config<T = unknown>(model?: ConfigModel<T>, path = ''): T {
    const inline = inlineFrame();
    const branch = inline?.app === this.app ? inline.branch : this.current;
    if (branch === undefined) throw new NoBranchError('BranchContext.config()');
    branch.configRead = true;
    return bindConfig<T>(branch.entry, model, path);
  }

  /**
   * Runs `work` in a context of its own, as a request has one: the injected
   * `BranchContainer` shows the branches of everything in it. For jobs, listeners
   * and scripts. Inside a branch it still belongs to that branch.
   */
  run<R>(work: () => R): R {
    const { app } = this;
    const parent = frameOf(app);
    const scope = {
      app,
      outer: innermostFrame(),
      parent,
      inShadow: parent?.inShadow ?? false,
      signal: undefined,
    };
    return within(new ContextFrame(scope, undefined), work);
  }

  private branchFrame(): ContextFrame | undefined {
    let frame = frameOf(this.app);
    while (frame !== undefined && frame.branch === undefined)
      frame = frame.parent;
    return frame;
  }
}
