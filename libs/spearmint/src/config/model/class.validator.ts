import type { ClassTransformOptions } from 'class-transformer';
import type { ValidationError, ValidatorOptions } from 'class-validator';
import { deepFreeze } from '../value/deep-freeze.js';
import { isPlainObject, kindOf } from '../value/kinds.js';
import { snapshot } from '../value/snapshot.js';
import { compareShape } from './class-shape.js';
import { isModelInstance } from './class-metadata.js';
import { classTransformer, classValidator } from './class-packages.js';
import { inspectClass, type ClassInspection } from './class-inspection.js';
import type { ModelClass } from './config-model.js';
import type {
  ModelProblem,
  ModelValidator,
  Verdict,
} from './model-validator.interface.js';
import { failed, safeMessage } from './problems.js';
import { restoreLeaves } from './restore-leaves.js';
import { toProblems } from './validation-errors.js';

const OPTIONS: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  validationError: { target: false, value: false },
};

const TRANSFORM: ClassTransformOptions = {
  exposeDefaultValues: true,
  enableImplicitConversion: false,
};

/** A copy of what the checks of a snapshot have been through. */
function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isPlainObject(value)) return snapshot(value, () => {});
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = copyOf(value[key]);
  return copy;
}

/** @internal */
export class ClassValidator<T extends object> implements ModelValidator<T> {
  #inspection?: ClassInspection;
  /** Whether it has once failed on what it was given. */
  #changesInput = false;

  constructor(private readonly model: ModelClass<T>) {}

  inspect(): readonly ModelProblem[] {
    return this.#inspected().problems;
  }

  async validate(value: unknown): Promise<Verdict<T>> {
    const built = this.#build(value);
    if (!built.ok) return built;
    try {
      const errors = await classValidator().validate(
        built.value.instance,
        OPTIONS,
      );
      return this.#judge(built.value, errors, value);
    } catch (error) {
      return failed(error, value);
    }
  }

  validateSync(value: unknown): Verdict<T> {
    if (this.#inspected().isAsync) {
      const message = `${this.model.name} has asynchronous rules, which cannot be awaited here`;
      return {
        ok: false,
        problems: [{ path: [], message, hint: 'check the whole pool at boot' }],
      };
    }
    const built = this.#build(value);
    if (!built.ok) return built;
    try {
      return this.#judge(
        built.value,
        classValidator().validateSync(built.value.instance, OPTIONS),
        value,
      );
    } catch (error) {
      return failed(error, value);
    }
  }

  #inspected(): ClassInspection {
    return (this.#inspection ??= inspectClass(this.model));
  }

  #build(
    value: unknown,
  ): Verdict<{ instance: T; problems: readonly ModelProblem[] }> {
    if (!isPlainObject(value)) {
      return {
        ok: false,
        problems: [
          { path: [], message: `must be a mapping, got ${kindOf(value)}` },
        ],
      };
    }
    try {
      const { given, instance } = this.#made(value);
      restoreLeaves(given, instance);
      const problems = compareShape(given, instance);
      return { ok: true, value: { instance, problems } };
    } catch (error) {
      return failed(error, value);
    }
  }

  /** class-transformer deletes discriminators from what it is given, which may be frozen. */
  #made(value: object): { given: object; instance: T } {
    const { plainToInstance } = classTransformer();
    if (!this.#changesInput) {
      try {
        const instance = plainToInstance(this.model, value, TRANSFORM);
        return { given: value, instance };
      } catch {
        this.#changesInput = true;
      }
    }
    const given = copyOf(value) as object;
    return { given, instance: plainToInstance(this.model, given, TRANSFORM) };
  }

  #judge(
    { instance, problems }: { instance: T; problems: readonly ModelProblem[] },
    errors: readonly ValidationError[],
    value: unknown,
  ): Verdict<T> {
    const all = [
      ...problems,
      ...toProblems(errors, { given: value, instance }, problems),
    ];
    if (all.length === 0)
      return { ok: true, value: deepFreeze(instance, isModelInstance) };
    return {
      ok: false,
      problems: all.map((problem) => ({
        ...problem,
        message: safeMessage(problem.message, problem.path, value),
      })),
    };
  }
}
