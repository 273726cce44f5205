import type { ConfigEntry } from '../config-entry.interface.js';
import type { ConfigIssue } from '../config-issue.interface.js';
import type { ConfigPath } from '../config-path.js';
import { modelName, type ConfigModel } from '../model/config-model.js';
import type { ModelProblem } from '../model/model-validator.interface.js';
import { validatorFor } from '../model/validator-for.js';
import { withoutSecrets } from '../value/reveal.js';
import { valueAt } from '../value/value-at.js';
import { SecretValue } from '../value/secret-value.js';
import { ConfigRecord } from './config-record.js';

/**
 * What is wrong with the model itself.
 *
 * @internal
 */
export function modelIssues(model: ConfigModel): ConfigIssue[] {
  return validatorFor(model)
    .inspect()
    .map(({ message, hint }) => ({
      code: 'E_MODEL',
      origin: `model ${modelName(model)}`,
      path: '',
      message,
      ...(hint === undefined ? {} : { hint }),
    }));
}

/**
 * The problems that a model has with the part of an entry at `base`.
 *
 * @internal
 */
export function validationIssues(
  entry: ConfigEntry,
  base: ConfigPath,
  problems: readonly ModelProblem[],
  secrets: readonly SecretValue[],
): ConfigIssue[] {
  const config = labelOf(entry);
  return problems.map(({ path, message, hint }) =>
    ConfigRecord.issue(entry, {
      code: 'E_VALIDATION',
      path: [...base, ...path],
      message: `${withoutSecrets(message, secrets)}${config}`,
      // A hint about its form would tell something of a secret.
      ...(hint === undefined || isSecret(entry, [...base, ...path])
        ? {}
        : { hint: withoutSecrets(hint, secrets) }),
    }),
  );
}

function isSecret({ value }: ConfigEntry, path: ConfigPath): boolean {
  return valueAt(value, path) instanceof SecretValue;
}

/** Which of a matrix, where the place in the file does not tell. */
function labelOf(entry: ConfigEntry): string {
  const place = ConfigRecord.placeOf(entry);
  if (place === undefined || place.part.size === 1) return '';
  return `, in the config ${entry.label}`;
}
