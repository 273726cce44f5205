import type { MlflowOptions } from '../mlflow-options.js';
import type { Environment } from './environment.interface.js';

/** Into which MLflow experiment runs go: one by id, one by name, or one for each experiment. @internal */
export type ExperimentChoice =
  { readonly id: string } | { readonly name: string } | 'by-experiment';

/** @internal */
export function experimentChoice(
  { experimentId, experimentName }: MlflowOptions,
  { env }: Environment,
): ExperimentChoice {
  if (experimentId) return { id: experimentId };
  if (experimentName) return { name: experimentName };
  const id = env['MLFLOW_EXPERIMENT_ID'];
  if (id) return { id };
  const name = env['MLFLOW_EXPERIMENT_NAME'];
  return name ? { name } : 'by-experiment';
}
