import type { BranchRecord } from 'nestjs-spearmint';
import type { JournalEntry } from '../../journal/journal-entry.interface.js';

/** The parts of a branch that are kept as JSON. @internal */
export interface Payload {
  readonly config: string | null;
  readonly args: string | null;
  readonly output: string | null;
  readonly error: string | null;
  readonly scores: string | null;
  readonly attempts: string | null;
  readonly truncated: string | null;
  readonly cut: string | null;
  /** What records of later releases have beside these. */
  readonly more: string | null;
}

/** @internal */
export function payloadOf({ record, truncated }: JournalEntry): Payload {
  const {
    id: _id,
    parentId: _parentId,
    experiment: _experiment,
    configId: _configId,
    label: _label,
    configSource: _configSource,
    configRead: _configRead,
    role: _role,
    status: _status,
    startedAt: _startedAt,
    durationMs: _durationMs,
    reason: _reason,
    config,
    args,
    output,
    error,
    scores,
    attempts,
    truncated: shortened,
    ...more
  } = record;
  return {
    config: json(config),
    args: json(args),
    output: json(output),
    error: json(error),
    scores: json(scores),
    attempts: json(attempts),
    truncated: json(shortened),
    cut: truncated.length === 0 ? null : json(truncated),
    more: isEmpty(more) ? null : json(more),
  };
}

/** How much a payload takes, in bytes. @internal */
export function sizeOf(payload: Payload): number {
  return Object.values(payload).reduce<number>(
    (sum, text: string | null) =>
      sum + (text === null ? 0 : Buffer.byteLength(text)),
    0,
  );
}

/** What keeps a record out of the tables, if anything: it was altered, or is of another version. @internal */
export function faultOf(record: BranchRecord): string | undefined {
  const { startedAt, durationMs, status } = record;
  for (const name of TEXTS)
    if (typeof record[name] !== 'string') return `its ${name} is no text`;
  if (!STATUSES.has(status)) return `its status is unknown`;
  if (!Number.isFinite(startedAt)) return 'its startedAt is no number';
  if (durationMs !== undefined && !Number.isFinite(durationMs))
    return 'its durationMs is no number';
  return undefined;
}

/** What may be missing, and is a text where it is there. @internal */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

const TEXTS = ['id', 'experiment', 'configId', 'configSource', 'role'] as const;
const STATUSES: ReadonlySet<unknown> = new Set<BranchRecord['status']>([
  'pending',
  'success',
  'failed',
  'skipped',
]);

function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function isEmpty(object: object): boolean {
  for (const _name in object) return false;
  return true;
}
