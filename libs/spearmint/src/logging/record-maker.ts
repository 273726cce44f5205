import type { Branch } from '../branch/branch.js';
import type { BranchAttempt } from '../branch/branch-attempt.interface.js';
import type { BranchError } from '../branch/branch-error.interface.js';
import type { BranchRecord } from '../branch/branch-record.interface.js';
import { describeError } from '../branch/describe-error.js';
import type { Mutable } from '../branch/mutable.type.js';
import type { ConfigEntry } from '../config/config-entry.interface.js';
import { Censor } from '../redaction/censor.js';
import type { RedactInput } from '../redaction/redact-options.interface.js';
import { SafeCopy } from '../redaction/safe-copy.js';
import { shapeOf } from '../redaction/shape-of.js';
import type { Capture, CaptureMode } from './capture-options.interface.js';
import { CapturedArgs } from './captured-args.js';
import { RecordingRules } from './recording-rules.js';

/**
 * Makes branches into records: masked, within their size, and nobody's to change
 * any more. The only way from a branch to a backend.
 *
 * @internal
 */
export class RecordMaker {
  /** Values that were masked, as a whole or in part. */
  masked = 0;
  /** Values that were cut. */
  truncated = 0;
  private readonly censor: Censor;
  /** Configs repeat, so each is copied once. */
  private configs = new WeakMap<object, unknown>();
  /** And so do their labels. */
  private labels = new WeakMap<ConfigEntry, string>();
  private knownSecrets = 0;
  /** Used again and again; away while they copy, as reading a value may have something else recorded. */
  private readonly copiers: SafeCopy[] = [];

  constructor(
    redact?: RedactInput,
    private readonly rules = new RecordingRules(),
  ) {
    this.censor = new Censor(redact, rules.secrets);
  }

  make(branch: Branch): BranchRecord {
    const capture = this.rules.of(branch.experiment);
    const record = branch.toRecord();
    const copy = this.takeCopier();
    // First, because the others may quote what is masked in it.
    this.fillConfig(record, branch, copy, capture.maxBytes);
    const args = this.argsOf(branch, capture);
    record.args = args?.values;
    record.output = this.value(copy, branch.output, 'output', capture);
    this.fillEnd(record, branch, copy, capture.maxBytes);
    record.truncated = allOf(args?.truncated, copy.cuts.list);
    this.count(copy);
    this.giveBack(copy);
    return record;
  }

  /** The same without arguments and output, and counted by nobody: for who looks at branches beside the backends. */
  outline(branch: Branch): BranchRecord {
    const { maxBytes } = this.rules.of(branch.experiment);
    const record = branch.toRecord();
    const copy = this.takeCopier();
    this.fillConfig(record, branch, copy, maxBytes);
    record.output = undefined;
    this.fillEnd(record, branch, copy, maxBytes);
    record.truncated = allOf(undefined, copy.cuts.list);
    this.giveBack(copy);
    return record;
  }

  /** Anything that was thrown, as data. */
  error(thrown: unknown): BranchError {
    const copy = this.takeCopier();
    const { maxBytes } = this.rules.of('');
    const error = this.thrown(thrown, copy, 'error', maxBytes);
    this.giveBack(copy);
    return error;
  }

  text(text: string): string {
    return this.censor.text(text);
  }

  /** The arguments as they are now. */
  capture(args: readonly unknown[], capture: Capture): CapturedArgs {
    const copy = this.takeCopier();
    const values = this.value(copy, [...args], 'args', capture);
    const truncated = copy.cuts.list;
    this.count(copy);
    this.giveBack(copy);
    return new CapturedArgs(values as readonly unknown[], truncated);
  }

  private fillConfig(
    record: Mutable<BranchRecord>,
    branch: Branch,
    copy: SafeCopy,
    maxBytes: number,
  ): void {
    record.config = this.configOf(branch, copy, maxBytes);
    if (record.label !== undefined)
      record.label = this.labelOf(branch.entry, record.label);
  }

  /** How the branch ended. */
  private fillEnd(
    record: Mutable<BranchRecord>,
    branch: Branch,
    copy: SafeCopy,
    maxBytes: number,
  ): void {
    record.error =
      branch.status === 'failed'
        ? this.thrown(branch.thrown, copy, 'error', maxBytes)
        : undefined;
    if (record.reason !== undefined)
      record.reason = copy.textOf(record.reason, 'reason', maxBytes);
    record.scores = copy.of(record.scores, 'scores', maxBytes) as
      BranchRecord['scores'] | undefined;
    if (record.attempts !== undefined)
      record.attempts = this.attemptsOf(
        branch,
        copy,
        Math.floor(maxBytes / record.attempts.length),
      );
  }

  private argsOf(branch: Branch, capture: Capture): CapturedArgs | undefined {
    const args = branch.takeArgs();
    if (args === undefined || args instanceof CapturedArgs) return args;
    return this.capture(args as readonly unknown[], capture);
  }

  private value(
    copy: SafeCopy,
    value: unknown,
    name: 'args' | 'output',
    capture: Capture,
  ): unknown {
    const mode: CaptureMode = capture[name];
    if (mode === 'off' || value === undefined) return undefined;
    if (mode === 'full') return copy.of(value, name, capture.maxBytes);
    return Array.isArray(value) && name === 'args'
      ? Object.freeze(value.map((item) => shapeOf(item, this.censor)))
      : shapeOf(value, this.censor);
  }

  private configOf(branch: Branch, copy: SafeCopy, maxBytes: number): unknown {
    const source = branch.config;
    if (branch.configSource === 'caller')
      return copy.of(source, 'config', maxBytes);
    if (typeof source !== 'object' || source === null)
      return copy.of(source, 'config');
    if (this.knownSecrets !== this.rules.secrets.size) {
      this.knownSecrets = this.rules.secrets.size;
      this.configs = new WeakMap();
      this.labels = new WeakMap();
    }
    let config = this.configs.get(source);
    if (config === undefined) {
      // Outputs and errors may quote what is secret in it.
      copy.onMasked = (text) => this.rules.secrets.guess(text);
      // Whole, however large: it is shared by all records of this config.
      config = copy.of(source, 'config');
      copy.onMasked = undefined;
      if (Object.isFrozen(source)) this.configs.set(source, config);
    }
    return config;
  }

  private labelOf(entry: ConfigEntry, label: string): string {
    let masked = this.labels.get(entry);
    if (masked === undefined) {
      masked = this.censor.text(label);
      this.labels.set(entry, masked);
    }
    return masked;
  }

  private thrown(
    thrown: unknown,
    copy: SafeCopy,
    name: string,
    maxBytes: number,
  ): BranchError {
    // What is printed in part has to be masked before.
    const shown = (value: unknown): unknown => copy.of(value, name, maxBytes);
    return safeError(describeError(thrown, shown), copy, name, maxBytes);
  }

  private attemptsOf(
    branch: Branch,
    copy: SafeCopy,
    maxBytes: number,
  ): readonly BranchAttempt[] {
    const attempts = branch.attemptsAs((thrown, at) =>
      this.thrown(thrown, copy, `attempts.${at}.error`, maxBytes),
    );
    return Object.freeze(attempts.map((attempt) => Object.freeze(attempt)));
  }

  private takeCopier(): SafeCopy {
    return this.copiers.pop() ?? new SafeCopy(this.censor);
  }

  private giveBack(copy: SafeCopy): void {
    copy.reset();
    this.copiers.push(copy);
  }

  private count({ masked, cuts }: SafeCopy): void {
    this.masked += masked;
    this.truncated += cuts.count;
  }
}

/** Each text has a share of its own, so that a long message leaves a stack. */
function safeError(
  { type, message, stack, cause }: BranchError,
  copy: SafeCopy,
  name: string,
  maxBytes: number,
): BranchError {
  const share = Math.floor(maxBytes / 4);
  return Object.freeze({
    type: copy.textOf(type, `${name}.type`, share),
    message: copy.textOf(message, `${name}.message`, share),
    stack: copy.textOf(stack, `${name}.stack`, share),
    ...(cause && { cause: safeError(cause, copy, `${name}.cause`, share) }),
  });
}

function allOf(
  some: readonly string[] = [],
  others: readonly string[] = [],
): readonly string[] | undefined {
  return some.length + others.length === 0
    ? undefined
    : Object.freeze([...some, ...others]);
}
