import { BranchContainer } from './branch-container.js';
import { frameOf } from './context-storage.js';
import { NoContextError } from './no-context.error.js';
import type { BranchJsonOptions } from './branch-base.js';
import type { BranchRecord } from './branch-record.interface.js';

/**
 * The injected container: a window on the branches of the current request or
 * context of one application. Outside of any it is empty and not active.
 *
 * @internal
 */
export class ContextContainer extends BranchContainer {
  private readonly none = new BranchContainer();

  constructor(private readonly app: object) {
    super();
  }

  override get isActive(): boolean {
    return frameOf(this.app) !== undefined;
  }

  /** @throws NoContextError outside of a context, where a list would look like "no branches". */
  override toJSON(options?: BranchJsonOptions): BranchRecord[] {
    if (!this.isActive) throw new NoContextError('An injected BranchContainer');
    return super.toJSON(options);
  }

  protected override target(): BranchContainer {
    return frameOf(this.app)?.branches() ?? this.none;
  }
}
