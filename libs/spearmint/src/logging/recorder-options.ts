import { optionIssues, type OptionRules } from '../options/option-issues.js';
import { checkedByItsUser, count, number } from '../options/option-rules.js';
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

const LIMIT = count(1);
const TIME = number(
  (value) => value >= 0 && value < Infinity,
  'of milliseconds of at least 0',
);
const RULES: OptionRules<RecorderOptions> = {
  queueLimit: LIMIT,
  batchSize: LIMIT,
  gatherMs: TIME,
  attempts: LIMIT,
  backoffMs: TIME,
  maxBackoffMs: TIME,
  callTimeoutMs: TIME,
  breakerThreshold: LIMIT,
  breakerMs: TIME,
  redact: checkedByItsUser,
  capture: checkedByItsUser,
};

/** Everything about the options that makes no sense. @internal */
export function recorderProblems(
  given: Partial<RecorderOptions> | undefined,
): InvalidRecorderOptionError[] {
  // Without types it may be anything.
  const { capture, redact } = given ?? {};
  return [
    ...optionIssues(given, RULES),
    ...captureIssues(capture),
    ...redactIssues(redact),
  ].map(
    ({ name, value, expected }) =>
      new InvalidRecorderOptionError(name || 'recorder', value, expected),
  );
}

/**
 * The defaults with what is defined of `given` over them; what it has beside is
 * somebody else's.
 *
 * @throws InvalidRecorderOptionError for what makes no sense.
 * @internal
 */
export function resolveRecorderOptions(
  given: Partial<RecorderOptions> = {},
): RecorderOptions {
  const options = new RecorderOptions();
  const own = Object.fromEntries(
    (Object.keys(options) as (keyof RecorderOptions)[])
      .filter((name) => given[name] !== undefined)
      .map((name) => [name, given[name]]),
  ) as Partial<RecorderOptions>;
  const [problem] = recorderProblems(own);
  if (problem !== undefined) throw problem;
  return Object.assign(options, own);
}
