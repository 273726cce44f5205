import { types } from 'node:util';
import type { ConfigPath } from '../config-path.js';
import { deepFreeze } from '../value/deep-freeze.js';
import type {
  ModelProblem,
  ModelValidator,
  Verdict,
} from './model-validator.interface.js';
import type {
  StandardSchema,
  StandardSchemaIssue,
  StandardSchemaResult,
} from './standard-schema.interface.js';
import { hintForValue } from './value-hints.js';
import { valueAt } from '../value/value-at.js';
import { failed, safeMessage } from './problems.js';

/** @internal */
export class SchemaValidator<T> implements ModelValidator<T> {
  constructor(private readonly schema: StandardSchema<T>) {}

  inspect(): readonly ModelProblem[] {
    return [];
  }

  async validate(value: unknown): Promise<Verdict<T>> {
    try {
      return this.#judge(await this.schema['~standard'].validate(value), value);
    } catch (error) {
      return failed(error, value);
    }
  }

  validateSync(value: unknown): Verdict<T> {
    try {
      const result = this.schema['~standard'].validate(value);
      if (!isPending(result)) return this.#judge(result, value);
      result.catch(() => {});
    } catch (error) {
      return failed(error, value);
    }
    const message = 'is validated asynchronously, which cannot be awaited here';
    return {
      ok: false,
      problems: [{ path: [], message, hint: 'check the whole pool at boot' }],
    };
  }

  #judge(result: StandardSchemaResult<T>, value: unknown): Verdict<T> {
    if (!result.issues) return { ok: true, value: deepFreeze(result.value) };
    return {
      ok: false,
      problems: result.issues.map((issue) => toProblem(issue, value)),
    };
  }
}

function toProblem(issue: StandardSchemaIssue, value: unknown): ModelProblem {
  const path = toPath(issue, value);
  const hint = hintForValue(valueAt(value, path), issue.message);
  return {
    path,
    message: safeMessage(issue.message, path, value),
    ...(hint === undefined ? {} : { hint }),
  };
}

function toPath(issue: StandardSchemaIssue, value: unknown): ConfigPath {
  const path: (string | number)[] = [];
  for (const segment of issue.path ?? []) {
    const key = typeof segment === 'object' ? segment.key : segment;
    path.push(Array.isArray(valueAt(value, path)) ? Number(key) : String(key));
  }
  return path;
}

function isPending<T>(result: T | Promise<T>): result is Promise<T> {
  return (
    types.isPromise(result) || (result instanceof Object && 'then' in result)
  );
}
