import { type BranchRecord, jsonSafe } from 'nestjs-spearmint';
import { RUN_KEY } from '../runs/run-key.js';
import { CleanKeys } from '../values/clean-key.js';
import type { Entry } from '../values/params.js';
import { cutText } from '../values/text.js';

/** The tag that tells which branch the run's branch was started in. @internal */
export const PARENT_KEY = 'spearmint.parent_key';
/** The tag that MLflow nests runs by. @internal */
export const PARENT_RUN = 'mlflow.parentRunId';

const NAME_LENGTH = 250;

/** What a run says of its branch. @internal */
export function tagsOf(
  record: BranchRecord,
  cut: readonly string[],
  own: Readonly<Record<string, string>>,
): Entry[] {
  const { error } = record;
  const lost = [...(record.truncated ?? []), ...cut];
  const tags: Record<string, string | undefined> = {
    [RUN_KEY]: record.id,
    [PARENT_KEY]: record.parentId,
    'spearmint.experiment': record.experiment,
    'spearmint.config_id': record.configId,
    'spearmint.label': record.label,
    'spearmint.config_source': record.configSource,
    'spearmint.config_read': String(record.configRead),
    'spearmint.role': record.role,
    'spearmint.status': record.status,
    'spearmint.reason': record.reason,
    'spearmint.error.type': error?.type,
    'spearmint.error.message': error?.message,
    'spearmint.error.stack': error?.stack || undefined,
    'spearmint.truncated': lost.length > 0 ? lost.join(', ') : undefined,
  };
  const keys = new CleanKeys();
  return Object.entries({ ...tags, ...own }).flatMap(([name, value]) =>
    value === undefined ? [] : [{ key: keys.of(name), value: cutText(value) }],
  );
}

/** The name of a run in lists: the branch's id. @internal */
export function runNameOf(record: BranchRecord): string {
  return cutText(record.id, NAME_LENGTH);
}

/** The whole branch, as the artifact of its run. @internal */
export function artifactOf(record: BranchRecord): string {
  return `${JSON.stringify(jsonSafe(record), undefined, 2)}\n`;
}
