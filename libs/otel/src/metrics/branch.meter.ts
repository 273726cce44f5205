import type { Context } from '@opentelemetry/api';
import type { Branch, ExperimentCall, ExperimentEnd } from 'nestjs-spearmint';
import { ATTRIBUTE } from '../attributes.js';
import type { SpearmintOtelOptions } from '../spearmint-otel.options.js';
import { BoundedNames } from './bounded-names.js';
import { MeterSource } from './meter.source.js';

/** Measures calls and branches. @internal */
export class BranchMeter {
  private readonly source: MeterSource;
  private readonly configIds: BoundedNames;

  constructor(private readonly options: SpearmintOtelOptions) {
    this.source = new MeterSource(options.meterProvider);
    this.configIds = new BoundedNames(options.maxConfigIds);
  }

  /** Whether nobody collects metrics. */
  get isIdle(): boolean {
    return !this.options.metrics || this.source.get() === undefined;
  }

  /** @param at where the branch has run, so that samples can point to its span. */
  branchEnded(branch: Branch, at: Context | undefined): void {
    if (this.isIdle) return;
    const { experiment, configId, role, status, durationMs = 0 } = branch;
    const attributes = {
      [ATTRIBUTE.experiment]: experiment,
      [ATTRIBUTE.configId]: this.configIds.of(experiment, configId),
      [ATTRIBUTE.role]: role,
    };
    const instruments = this.source.get();
    if (status === 'skipped') instruments?.branchSkips.add(1, attributes, at);
    else {
      instruments?.branchDuration.record(
        durationMs / 1_000,
        { ...attributes, [ATTRIBUTE.status]: status },
        at,
      );
    }
  }

  callEnded(
    { experiment, strategy }: ExperimentCall,
    { status, durationMs }: ExperimentEnd,
    at: Context | undefined,
  ): void {
    if (this.isIdle) return;
    this.source.get()?.callDuration.record(
      durationMs / 1_000,
      {
        [ATTRIBUTE.experiment]: experiment,
        [ATTRIBUTE.strategy]: strategy,
        [ATTRIBUTE.status]: status,
      },
      at,
    );
  }
}
