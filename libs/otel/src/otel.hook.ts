import { Inject, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import {
  type Branch,
  type ExperimentCall,
  type ExperimentEnd,
  ExperimentHook,
  Redactor,
  SpearmintHook,
} from 'nestjs-spearmint';
import { BranchMeter } from './metrics/branch.meter.js';
import { SpearmintMissingError } from './spearmint-missing.error.js';
import {
  resolveOtelOptions,
  type SpearmintOtelOptions,
} from './spearmint-otel.options.js';
import { OTEL_OPTIONS } from './spearmint-otel.module-definition.js';
import { CallTracer } from './tracing/call.tracer.js';

/** For how many more calls nobody is looked for who collects anything: looking takes a tenth of a call. */
const REST = 15;

/** Tells OpenTelemetry of the experiments of one application; outside of other hooks, whose work is then seen, too. @internal */
@SpearmintHook({ order: -1_000 })
export class OtelHook extends ExperimentHook implements OnModuleInit {
  private readonly tracer: CallTracer;
  private readonly meter: BranchMeter;
  /** For how many calls the last answer still stands. */
  private rest = 0;
  private found: Redactor | undefined = undefined;

  constructor(
    @Inject(OTEL_OPTIONS) given: Partial<SpearmintOtelOptions>,
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
  ) {
    super();
    const options = resolveOtelOptions(given);
    this.tracer = new CallTracer(options, () => this.redactor());
    this.meter = new BranchMeter(options);
  }

  onModuleInit(): void {
    this.redactor();
  }

  override isIdle(): boolean {
    if (this.rest > 0) {
      this.rest--;
      return true;
    }
    const isIdle = this.tracer.isIdle && this.meter.isIdle;
    if (isIdle) this.rest = REST;
    return isIdle;
  }

  override beforeExperiment(call: ExperimentCall): void {
    this.tracer.called(call);
  }

  override aroundBranch(
    branch: Branch,
    next: () => Promise<unknown>,
    call: ExperimentCall,
  ): Promise<unknown> {
    return this.tracer.around(branch, next, call);
  }

  override afterBranch(branch: Branch, call: ExperimentCall): void {
    this.meter.branchEnded(branch, this.tracer.branchEnded(branch, call));
  }

  override afterExperiment(call: ExperimentCall, end: ExperimentEnd): void {
    this.meter.callEnded(call, end, this.tracer.callEnded(call, end));
  }

  /** Looked up late: in a container it is made after this, and maybe in a module that is not global. */
  private redactor(): Redactor {
    if (this.found !== undefined) return this.found;
    try {
      this.found = this.moduleRef.get<Redactor>(Redactor, { strict: false });
      return this.found;
    } catch {
      throw new SpearmintMissingError();
    }
  }
}
