import type { ConfigEntry } from '../config/index.js';
import type { InTurnOptions } from '../strategy/experiment-invocation.interface.js';
import type { BranchFrame } from './call-branches.js';
import type { MethodInvocation } from './method-invocation.js';
import type { StreamResult } from './stream-kinds.js';
import { Succession } from './succession.js';

const LEFT = 'the caller left before it gave anything';

/** Runs the method under one config after another, until a branch succeeds. @internal */
export class InTurn<T> extends Succession {
  private next = 0;
  private latest: BranchFrame<T> | undefined = undefined;

  constructor(
    private readonly invocation: MethodInvocation<T>,
    private readonly entries: readonly ConfigEntry[],
    private readonly options: InTurnOptions,
  ) {
    super();
  }

  protected attempt(): unknown {
    const role = this.next === 0 ? 'primary' : 'variant';
    const { invocation } = this;
    this.latest = invocation.open(this.entries[this.next++], role);
    return invocation.execute(this.latest);
  }

  protected override cameLate(stream: StreamResult): void {
    if (this.latest !== undefined) this.invocation.skipped(this.latest, LEFT);
    super.cameLate(stream);
  }

  protected goesOn(thrown: unknown): boolean {
    const { invocation, entries, options } = this;
    if (this.next >= entries.length || invocation.isAborted) return false;
    try {
      return options.on?.(thrown) ?? true;
    } catch (fault) {
      const { log, strategyName } = invocation.resolved;
      log.strategyFault(strategyName, fault);
      return false;
    }
  }
}
