import { createHash } from 'node:crypto';
import { type BranchRecord, jsonSafe } from 'nestjs-spearmint';
import { cutText } from '../values/text.js';
import type { Attributes, EndedSpan } from './trace-request.js';

/** What the recorder lets through of one value, and its config. */
const MAX_JSON = 200_000;
const TAG = 'mlflow.traceTag.';

/** A branch as the only span of its trace. Sent again, it is the same trace. @internal */
export function spanOf(record: BranchRecord, runId: string): EndedSpan {
  const { error, parentId } = record;
  const startedAt = nanoseconds(record.startedAt);
  return {
    ...idsOf(record.id),
    name: record.experiment,
    startedAt,
    endedAt: startedAt + nanoseconds(record.durationMs ?? 0),
    attributes: attributesOf(record, runId),
    exception: error && {
      'exception.type': error.type,
      'exception.message': error.message,
      'exception.stacktrace': error.stack,
    },
    link: parentId === undefined ? undefined : idsOf(parentId),
    fault:
      record.status === 'failed'
        ? `${error?.type}: ${error?.message}`
        : undefined,
  };
}

/** The ids that a branch has as a trace. @internal */
export function idsOf(branchId: string): { traceId: Buffer; spanId: Buffer } {
  const hash = createHash('sha256').update(branchId).digest();
  return { traceId: hash.subarray(0, 16), spanId: hash.subarray(16, 24) };
}

function attributesOf(record: BranchRecord, runId: string): Attributes {
  const { config, args, output, scores } = record;
  const facts: Record<string, string | undefined> = {
    branch_id: record.id,
    parent_key: record.parentId,
    experiment: record.experiment,
    config_id: record.configId,
    role: record.role,
    status: record.status,
    reason: record.reason,
    run_id: runId,
    truncated: record.truncated?.join(', '),
  };
  const attributes: Record<string, string | number | undefined> = {
    'mlflow.spanInputs': json(
      args === undefined ? { config } : { config, args },
    ),
    'mlflow.spanOutputs': output === undefined ? undefined : json(output),
    ...prefixed('spearmint.score.', scores ?? {}),
  };
  for (const [name, value] of Object.entries(facts)) {
    if (value === undefined) continue;
    attributes[`spearmint.${name}`] = cutText(value);
    // What traces can be searched by.
    attributes[`${TAG}spearmint.${name}`] = cutText(value);
  }
  return attributes;
}

function prefixed(
  prefix: string,
  values: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [`${prefix}${key}`, value]),
  );
}

function json(value: unknown): string {
  return cutText(JSON.stringify(jsonSafe(value)) ?? 'null', MAX_JSON);
}

/** Of milliseconds, to the microsecond: more would only be noise of the number. */
function nanoseconds(ms: number): bigint {
  return BigInt(Math.max(0, Math.round(ms * 1_000))) * 1_000n;
}
