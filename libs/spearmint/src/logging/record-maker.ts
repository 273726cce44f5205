import type { Branch } from '../branch/branch.js';
import type { BranchRecord } from '../branch/branch-record.interface.js';
import { Redactor } from '../branch/redactor.js';
import { detach } from './detach.js';

/** What stands for a value that cannot be read while it is masked. */
const UNREADABLE = '[Unserialisable]';

/** Masks, and never lets through what it could not mask. */
class SafeRedactor extends Redactor {
  override apply<T>(value: T): T {
    try {
      return super.apply(value);
    } catch {
      return UNREADABLE as T;
    }
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Makes branches into records that nobody can change any more. @internal */
export class RecordMaker {
  private readonly redactor: Redactor;
  /** Configs repeat, so each is copied once. */
  private readonly configs = new WeakMap<object, unknown>();

  constructor(redact: readonly string[]) {
    this.redactor = new SafeRedactor(redact);
  }

  make(branch: Branch): BranchRecord {
    const record: Mutable<BranchRecord> = branch.toRecord(this.redactor);
    record.config = this.configOf(branch.config, record.config);
    record.output = detach(record.output);
    record.error = detach(record.error);
    record.scores = detach(record.scores);
    if (record.attempts !== undefined) {
      record.attempts = detach(record.attempts);
    }
    return record;
  }

  private configOf(source: unknown, masked: unknown): unknown {
    if (typeof source !== 'object' || source === null) return masked;
    if (!Object.isFrozen(source)) return detach(masked);
    let config = this.configs.get(source);
    if (config === undefined) {
      config = detach(masked);
      this.configs.set(source, config);
    }
    return config;
  }
}
