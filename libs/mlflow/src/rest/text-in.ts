import { MlflowRequestError } from './mlflow-request.error.js';

/**
 * The text at a path of an answer; ids may come as numbers.
 *
 * @throws MlflowRequestError when it is not there.
 * @internal
 */
export function textIn(
  answer: Record<string, unknown>,
  request: string,
  path: string,
): string {
  let value: unknown = answer;
  for (const key of path.split('.'))
    value = (value as Record<string, unknown> | null | undefined)?.[key];
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  throw new MlflowRequestError({
    method: 'POST',
    path: request,
    status: 200,
    detail: `the answer lacks "${path}"`,
    isUnclear: true,
    remedy: 'Check that MLFLOW_TRACKING_URI leads to an MLflow server.',
  });
}
