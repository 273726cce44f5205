/** @module @nestjs-spearmint/mlflow */

export { InvalidMlflowOptionError } from './invalid-mlflow-option.error.js';
export { MlflowExperimentError } from './rest/mlflow-experiment.error.js';
export { MlflowBackend } from './mlflow.backend.js';
export { type MlflowMode, MlflowOptions } from './mlflow-options.js';
export { MlflowRequestError } from './rest/mlflow-request.error.js';
