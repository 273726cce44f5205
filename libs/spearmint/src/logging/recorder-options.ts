import { optionIssues, type OptionRule } from '../options/option-issues.js';
import type { RedactInput } from '../redaction/redact-options.interface.js';
import { captureIssues, redactIssues } from './capture-issues.js';
import type { CaptureOptions } from './capture-options.interface.js';
import { InvalidRecorderOptionError } from './invalid-recorder-option.error.js';

/** How records are queued, batched and retried. @publicApi */
export class RecorderOptions {
  /**
   * How many records wait at most, before the backends and once more per backend; what comes on top is dropped and counted.
   * @default 10_000
   */
  queueLimit = 10_000;
  /**
   * How many records a backend gets in one call at most.
   * @default 256
   */
  batchSize = 256;
  /**
   * How long branches gather after a batch before the next one goes to the backends, in milliseconds; a full batch goes at once.
   * @default 5
   */
  gatherMs = 5;
  /**
   * How often a batch is tried before it is dropped.
   * @default 5
   */
  attempts = 5;
  /**
   * The longest pause before the first retry, in milliseconds; doubles with each. The pause is a random part of it.
   * @default 100
   */
  backoffMs = 100;
  /**
   * The longest pause before any retry, in milliseconds.
   * @default 10_000
   */
  maxBackoffMs = 10_000;
  /**
   * How long a call of a backend may take, in milliseconds.
   * @default 10_000
   */
  callTimeoutMs = 10_000;
  /**
   * After how many dropped batches in a row a backend is left alone for a while.
   * @default 5
   */
  breakerThreshold = 5;
  /**
   * How long it is left alone, in milliseconds.
   * @default 30_000
   */
  breakerMs = 30_000;
  /**
   * What is masked: paths (`apiKey`, `*.apiKey`, `**.apiKey`), or everything there is to say.
   * @default the built-in names and forms
   */
  redact: RedactInput = [];
  /**
   * What records hold of arguments and outputs.
   * @default no arguments, outputs in full
   */
  capture: CaptureOptions = {};
}

const COUNT: OptionRule = [
  (value) => Number.isSafeInteger(value) && Number(value) >= 1,
  'a whole number from 1 up',
];
const TIME: OptionRule = [
  (value) => Number.isFinite(value) && Number(value) >= 0,
  'a number of milliseconds from 0 up',
];
const NUMBERS: Record<
  Exclude<keyof RecorderOptions, 'redact' | 'capture'>,
  OptionRule
> = {
  queueLimit: COUNT,
  batchSize: COUNT,
  gatherMs: TIME,
  attempts: COUNT,
  backoffMs: TIME,
  maxBackoffMs: TIME,
  callTimeoutMs: TIME,
  breakerThreshold: COUNT,
  breakerMs: TIME,
};

/**
 * The defaults with what is defined of `given` over them.
 *
 * @throws InvalidRecorderOptionError for what makes no sense.
 * @internal
 */
export function resolveRecorderOptions(
  given: Partial<RecorderOptions> = {},
): RecorderOptions {
  const options = new RecorderOptions();
  for (const name of Object.keys(options) as (keyof RecorderOptions)[])
    if (given[name] !== undefined)
      Object.assign(options, { [name]: given[name] });
  const { redact, capture, ...numbers } = options;
  const [issue] = [
    ...captureIssues(capture),
    ...redactIssues(redact),
    ...optionIssues(numbers, NUMBERS),
  ];
  if (issue === undefined) return options;
  throw new InvalidRecorderOptionError(issue.name, issue.value, issue.expected);
}
