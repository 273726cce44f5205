import { ClassValidator } from './class.validator.js';
import {
  isStandardSchema,
  type ConfigModel,
  type ModelClass,
} from './config-model.js';
import type { ModelValidator } from './model-validator.interface.js';
import { SchemaValidator } from './schema.validator.js';

const validators = new WeakMap<ConfigModel, ModelValidator>();

/** @internal */
export function validatorFor<T>(model: ConfigModel<T>): ModelValidator<T> {
  let validator = validators.get(model);
  if (!validator) {
    validator = isStandardSchema(model)
      ? new SchemaValidator(model)
      : new ClassValidator(model as ModelClass<object>);
    validators.set(model, validator);
  }
  return validator as ModelValidator<T>;
}
