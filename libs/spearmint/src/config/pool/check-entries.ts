import type { ConfigEntry } from '../config-entry.interface.js';
import type { ConfigIssue } from '../config-issue.interface.js';
import type { ConfigModel } from '../model/config-model.js';
import { validatorFor } from '../model/validator-for.js';
import { reveal } from '../value/reveal.js';
import { findBinding, keepBinding } from './binding-cache.js';
import { ConfigRecord } from './config-record.js';
import { modelIssues, validationIssues } from './judge-entry.js';
import { readPath } from './read-path.js';

/**
 * Binds each entry ahead of its first call, with asynchronous rules awaited.
 *
 * @internal
 */
export async function checkEntries(
  entries: Iterable<ConfigEntry>,
  model: ConfigModel | undefined,
  path: string,
): Promise<ConfigIssue[]> {
  const issues = model === undefined ? [] : modelIssues(model);
  if (issues.length > 0) return issues;
  for (const entry of entries) {
    if (!findBinding(entry, model, path))
      issues.push(...(await checkEntry(entry, model, path)));
  }
  return issues;
}

async function checkEntry(
  entry: ConfigEntry,
  model: ConfigModel | undefined,
  path: string,
): Promise<ConfigIssue[]> {
  const reading = readPath(entry.value, path);
  if (!reading.ok) return [ConfigRecord.issue(entry, reading.problem)];
  const { value, secrets } = reveal(reading.value);
  if (model === undefined) {
    keepBinding(entry, model, path, value);
    return [];
  }
  const verdict = await validatorFor(model).validate(value);
  if (!verdict.ok)
    return validationIssues(entry, reading.path, verdict.problems, secrets);
  // A call may have bound it meanwhile: the first instance stays the only one.
  if (!findBinding(entry, model, path))
    keepBinding(entry, model, path, verdict.value);
  return [];
}
