import type { ConfigEntry } from '../config-entry.interface.js';
import type { ConfigModel } from '../model/config-model.js';
import { validatorFor } from '../model/validator-for.js';
import { SpearmintConfigError } from '../spearmint-config.error.js';
import { reveal } from '../value/reveal.js';
import { findBinding, keepBinding } from './binding-cache.js';
import { ConfigRecord } from './config-record.js';
import { modelIssues, validationIssues } from './judge-entry.js';
import { readPath } from './read-path.js';

/**
 * The value of an entry, or the part of it at a dotted path, as a validated and
 * frozen instance of the model; without a model, the plain value. The first
 * result is kept, so that every call under this entry gets the same object.
 *
 * @param path own properties only: `a.b`, `[n]` for list items, `''` for the whole
 * @throws SpearmintConfigError `E_BIND` when the path leads nowhere, `E_VALIDATION`
 * when the model refuses the value, `E_MODEL` when the model cannot check it
 * @publicApi
 */
export function bindConfig<T>(
  entry: ConfigEntry,
  model: ConfigModel<T> | undefined,
  path: string,
): T {
  const binding = findBinding(entry, model, path) ?? {
    value: bind(entry, model, path),
  };
  return binding.value as T;
}

function bind(
  entry: ConfigEntry,
  model: ConfigModel | undefined,
  path: string,
): unknown {
  const subject = `config "${entry.id}" (${entry.origin})`;
  const reading = readPath(entry.value, path);
  if (!reading.ok) {
    throw new SpearmintConfigError(subject, [
      ConfigRecord.issue(entry, reading.problem),
    ]);
  }
  const { value, secrets } = reveal(reading.value);
  let bound = value;
  if (model !== undefined) {
    const ofModel = modelIssues(model);
    if (ofModel.length > 0) throw new SpearmintConfigError(subject, ofModel);
    const verdict = validatorFor(model).validateSync(value);
    if (!verdict.ok) {
      const issues = validationIssues(
        entry,
        reading.path,
        verdict.problems,
        secrets,
      );
      throw new SpearmintConfigError(subject, issues);
    }
    bound = verdict.value;
  }
  keepBinding(entry, model, path, bound);
  return bound;
}
