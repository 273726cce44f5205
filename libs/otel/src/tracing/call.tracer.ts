import {
  context,
  type Context,
  type Span,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import type {
  Branch,
  ExperimentCall,
  ExperimentEnd,
  Redactor,
} from 'nestjs-spearmint';
import { ATTRIBUTE } from '../attributes.js';
import { hrTime } from '../hr-time.js';
import type { SpearmintOtelOptions } from '../spearmint-otel.options.js';
import { configAttributes } from './config-attributes.js';
import { endBranchSpan } from './end-branch-span.js';
import { FlagEvents } from './flag.events.js';
import { TracerSource } from './tracer.source.js';

/** A span with the context that it is active in. */
interface Traced {
  readonly tracer: Tracer;
  readonly span: Span;
  readonly context: Context;
}

/**
 * Makes spans of calls and their branches. A branch's parent is its call, however
 * late it begins; a call's parent is what was active when it came in.
 *
 * @internal
 */
export class CallTracer {
  private readonly source: TracerSource;
  private readonly flags: FlagEvents | undefined;
  private readonly calls = new WeakMap<ExperimentCall, Traced>();
  private readonly branches = new WeakMap<Branch, Traced>();

  constructor(
    private readonly options: SpearmintOtelOptions,
    private readonly redactor: () => Redactor,
  ) {
    this.source = new TracerSource(options.tracerProvider);
    this.flags = options.flagEvents
      ? new FlagEvents(options.loggerProvider, options.unit, redactor)
      : undefined;
  }

  /** Whether nobody collects spans. */
  get isIdle(): boolean {
    return !this.options.traces || this.source.get() === undefined;
  }

  called(call: ExperimentCall): void {
    const tracer = this.options.traces ? this.source.get() : undefined;
    if (tracer === undefined) return;
    const outer = context.active();
    const span = tracer.startSpan(
      `experiment ${call.experiment}`,
      {
        startTime: hrTime(call.startedAt),
        attributes: {
          [ATTRIBUTE.experiment]: call.experiment,
          [ATTRIBUTE.strategy]: call.strategy,
        },
      },
      outer,
    );
    this.calls.set(call, {
      tracer,
      span,
      context: trace.setSpan(outer, span),
    });
  }

  /** Runs a branch with its span active. */
  around(
    branch: Branch,
    next: () => Promise<unknown>,
    call: ExperimentCall,
  ): Promise<unknown> {
    const traced = this.begin(branch, call);
    return traced === undefined ? next() : context.with(traced.context, next);
  }

  /** @returns where the branch has run. */
  branchEnded(branch: Branch, call: ExperimentCall): Context | undefined {
    // One that was skipped may never have begun.
    const traced = this.branches.get(branch) ?? this.begin(branch, call);
    if (traced === undefined) return undefined;
    this.branches.delete(branch);
    const { span } = traced;
    if (span.isRecording()) {
      const record = this.redactor().recordOf(branch);
      span.setAttributes(
        configAttributes(record.config, this.options.configAttributes),
      );
      endBranchSpan(span, record);
    } else {
      // What is secret in its config has to be known for the error of the call.
      if (branch.status === 'failed') this.redactor().recordOf(branch);
      span.end();
    }
    return traced.context;
  }

  /** @returns where the call has run. */
  callEnded(call: ExperimentCall, end: ExperimentEnd): Context | undefined {
    const traced = this.calls.get(call);
    if (traced === undefined) return undefined;
    const { span } = traced;
    if (span.isRecording()) {
      span.setAttribute(ATTRIBUTE.status, end.status);
      if (end.status === 'failed') {
        const { type, message } = this.redactor().errorOf(end.thrown);
        span.setAttribute(ATTRIBUTE.errorType, type);
        span.setStatus({ code: SpanStatusCode.ERROR, message });
      }
    }
    span.end(hrTime(call.startedAt + end.durationMs));
    return traced.context;
  }

  private begin(branch: Branch, call: ExperimentCall): Traced | undefined {
    const around = this.calls.get(call);
    if (around === undefined) return undefined;
    const { tracer } = around;
    const span = tracer.startSpan(
      `${branch.role} ${branch.experiment}`,
      {
        startTime: hrTime(branch.startedAt),
        attributes: {
          [ATTRIBUTE.experiment]: branch.experiment,
          [ATTRIBUTE.strategy]: call.strategy,
          [ATTRIBUTE.role]: branch.role,
          [ATTRIBUTE.branchId]: branch.id,
          [ATTRIBUTE.configId]: branch.configId,
          [ATTRIBUTE.configSource]: branch.configSource,
          ...(branch.parentId !== undefined && {
            [ATTRIBUTE.parentBranchId]: branch.parentId,
          }),
        },
      },
      around.context,
    );
    const traced = {
      tracer,
      span,
      context: trace.setSpan(around.context, span),
    };
    this.branches.set(branch, traced);
    if (branch.role === 'primary' && branch.status !== 'skipped')
      this.flags?.chosen(branch, call, around.span, around.context);
    return traced;
  }
}
