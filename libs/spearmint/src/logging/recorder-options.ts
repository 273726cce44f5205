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

/**
 * The defaults with what is defined of `given` over them.
 *
 * @throws InvalidRecorderOptionError for what makes no sense.
 * @internal
 */
export function resolveRecorderOptions(
  given: Partial<RecorderOptions> = {},
): RecorderOptions {
  const [issue] = [
    ...captureIssues(given.capture),
    ...redactIssues(given.redact),
  ];
  if (issue !== undefined) {
    const { name, value, expected } = issue;
    throw new InvalidRecorderOptionError(name, value, expected);
  }
  const options = new RecorderOptions();
  for (const name of Object.keys(options) as (keyof RecorderOptions)[]) {
    const value: unknown = given[name];
    if (value === undefined) continue;
    if (name !== 'redact' && name !== 'capture') assertPositive(name, value);
    Object.assign(options, { [name]: value });
  }
  return options;
}

function assertPositive(name: string, value: unknown): void {
  const isCount = !name.endsWith('Ms');
  const isSound =
    typeof value === 'number' &&
    value >= (isCount ? 1 : 0) &&
    (isCount ? Number.isSafeInteger(value) : Number.isFinite(value));
  if (isSound) return;
  const expected = isCount
    ? 'a whole number from 1 up'
    : 'a number of milliseconds from 0 up';
  throw new InvalidRecorderOptionError(name, value, expected);
}
