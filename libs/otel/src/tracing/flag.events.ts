import * as api from '@opentelemetry/api';
import type { Attributes, Context, Span } from '@opentelemetry/api';
import type { Branch, ExperimentCall, Redactor } from 'nestjs-spearmint';
import { ATTRIBUTE } from '../attributes.js';
import { hrTime } from '../hr-time.js';
import { SCOPE_NAME, SCOPE_VERSION } from '../scope.js';
import type {
  EventLogger,
  EventLoggerProvider,
} from '../spearmint-otel.options.js';

const EVENT = 'feature_flag.evaluation';

/** How strategies come to their choice, in the words of the semantic conventions. */
const REASONS: Readonly<Record<string, string>> = {
  single: 'static',
  shadow: 'static',
  fallback: 'static',
  random: 'split',
  weighted: 'split',
  'round-robin': 'split',
};

/** Of the APIs of OpenTelemetry, logs are the youngest. */
type Logs = { logs?: { getLoggerProvider(): EventLoggerProvider } };

/**
 * Tells which config a call has got, as the semantic conventions for feature flags
 * say: as a log record where logs are collected, else as an event of the span.
 *
 * @internal
 */
export class FlagEvents {
  constructor(
    private readonly own: EventLoggerProvider | undefined,
    private readonly hasUnit: boolean,
    private readonly redactor: () => Redactor,
  ) {}

  /** A branch has begun whose output the caller gets. */
  chosen(branch: Branch, call: ExperimentCall, span: Span, at: Context): void {
    if (branch.configSource === 'caller') return;
    const logger = this.logger(at);
    if (logger === undefined && !span.isRecording()) return;
    const attributes = this.attributesOf(branch, call);
    const timestamp = hrTime(branch.startedAt);
    if (logger === undefined) span.addEvent(EVENT, attributes, timestamp);
    else logger.emit({ eventName: EVENT, timestamp, attributes, context: at });
  }

  private attributesOf(branch: Branch, call: ExperimentCall): Attributes {
    const reason = REASONS[kebab(call.strategy)] ?? 'unknown';
    const { unit } = call;
    return {
      [ATTRIBUTE.flagKey]: call.experiment,
      [ATTRIBUTE.flagProvider]: 'spearmint',
      [ATTRIBUTE.flagVariant]: branch.configId,
      [ATTRIBUTE.flagReason]: reason,
      ...(this.hasUnit &&
        unit !== undefined && {
          [ATTRIBUTE.flagContext]: this.masked(unit, branch),
        }),
    };
  }

  /** By what is secret in the branch's config, too. */
  private masked(unit: string, branch: Branch): string {
    const redactor = this.redactor();
    redactor.recordOf(branch);
    return redactor.text(unit);
  }

  /** None where nobody collects logs. */
  private logger(context: Context): EventLogger | undefined {
    const provider = this.own ?? (api as Logs).logs?.getLoggerProvider();
    const logger = provider?.getLogger(SCOPE_NAME, SCOPE_VERSION);
    return logger?.enabled?.({ eventName: EVENT, context }) === false
      ? undefined
      : logger;
  }
}

/** A strategy that was given as a class goes by its name. */
function kebab(strategy: string): string {
  return strategy
    .replace(/Strategy$/, '')
    .replaceAll(/(?<!^)([A-Z])/g, '-$1')
    .toLowerCase();
}
