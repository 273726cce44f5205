import type { ConfigEntry } from '../config-entry.interface.js';
import type { ConfigIssue } from '../config-issue.interface.js';
import type { ConfigPath } from '../config-path.js';
import { issueAt } from '../issue-at.js';
import { modelName, type ConfigModel } from '../model/config-model.js';
import type { ModelProblem } from '../model/model-validator.interface.js';
import { validatorFor } from '../model/validator-for.js';
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
): ConfigIssue[] {
  const source = ConfigRecord.sourceOf(entry);
  return problems.map((problem) =>
    issueAt(source, {
      ...problem,
      code: 'E_VALIDATION',
      path: [...base, ...problem.path],
    }),
  );
}
