import type {
  Attributes,
  Context,
  HrTime,
  MeterProvider,
  TracerProvider,
} from '@opentelemetry/api';
import { InvalidOtelOptionError } from './invalid-otel-option.error.js';

/** The part of a logger that events go to. @publicApi */
export interface EventLogger {
  emit(record: {
    readonly eventName: string;
    readonly timestamp: HrTime;
    readonly attributes: Attributes;
    readonly context: Context;
  }): void;
  enabled?(options?: {
    readonly eventName?: string;
    readonly context?: Context;
  }): boolean;
}

/** A logger provider, of `@opentelemetry/api` from 1.10 or of `@opentelemetry/api-logs`. @publicApi */
export interface EventLoggerProvider {
  getLogger(name: string, version?: string): EventLogger;
}

/** What is told to OpenTelemetry, and through which providers. @publicApi */
export class SpearmintOtelOptions {
  /**
   * Whether calls and branches become spans.
   * @default true
   */
  traces = true;
  /**
   * Whether durations and skips are measured.
   * @default true
   */
  metrics = true;
  /**
   * Whether a `feature_flag.evaluation` event tells which config a call got.
   * @default true
   */
  flagEvents = true;
  /**
   * Whether those events hold the unit that the caller named (`feature_flag.context.id`), which often stands for a person.
   * @default false
   */
  unit = false;
  /**
   * Paths into configs, such as `model.name`: their values are attributes of branch spans, `spearmint.config.model.name`, masked as in records.
   * @default []
   */
  configAttributes: readonly string[] = [];
  /**
   * How many config ids of one experiment metrics tell apart, from 1; further ones are `_OTHER`.
   * @default 100
   */
  maxConfigIds = 100;
  /**
   * Where spans go, instead of the global provider.
   * @default the global one
   */
  tracerProvider: TracerProvider | undefined = undefined;
  /**
   * Where metrics go, instead of the global provider.
   * @default the global one
   */
  meterProvider: MeterProvider | undefined = undefined;
  /**
   * Where events go, as log records. Without one, and none in the installed `@opentelemetry/api`, they are events of the call's span.
   * @default the global one, of `@opentelemetry/api` from 1.10
   */
  loggerProvider: EventLoggerProvider | undefined = undefined;
}

type Rule = readonly [isSound: (value: unknown) => boolean, needed: string];

const FLAG: Rule = [(value) => typeof value === 'boolean', 'true or false'];
const provider = (method: string): Rule => [
  (value) =>
    value === undefined ||
    typeof (value as Record<string, unknown> | null)?.[method] === 'function',
  `a provider, with ${method}()`,
];

const RULES: Readonly<Record<keyof SpearmintOtelOptions, Rule>> = {
  traces: FLAG,
  metrics: FLAG,
  flagEvents: FLAG,
  unit: FLAG,
  configAttributes: [
    (value) =>
      Array.isArray(value) &&
      value.every((path) => typeof path === 'string' && path !== ''),
    'a list of paths',
  ],
  maxConfigIds: [
    (value) => Number.isSafeInteger(value) && (value as number) >= 1,
    'a whole number from 1 up',
  ],
  tracerProvider: provider('getTracer'),
  meterProvider: provider('getMeter'),
  loggerProvider: provider('getLogger'),
};

/**
 * The defaults with what is defined of `given` over them.
 *
 * @throws InvalidOtelOptionError for an unknown name or a value that makes no sense.
 * @internal
 */
export function resolveOtelOptions(
  given: Partial<SpearmintOtelOptions>,
): SpearmintOtelOptions {
  const options = new SpearmintOtelOptions();
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(RULES, name)) {
      const known = Object.keys(RULES).join(', ');
      throw new InvalidOtelOptionError(name, value, `up: known are ${known}`);
    }
    const [isSound, needed] = RULES[name as keyof SpearmintOtelOptions];
    if (!isSound(value)) throw new InvalidOtelOptionError(name, value, needed);
    Object.assign(options, { [name]: value });
  }
  return options;
}
