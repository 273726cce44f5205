import type { SpearmintError } from '../errors/spearmint.error.js';
import { SpearmintBootError } from './experiment.errors.js';

/** One error for all problems, if there are any; what several share is told once. @internal */
export function errorFor(
  problems: readonly SpearmintError[],
): SpearmintError | undefined {
  const distinct = [...new Set(problems)];
  return distinct.length > 1 ? new SpearmintBootError(distinct) : distinct[0];
}

/** @throws one error for all problems, if there are any. @internal */
export function throwAll(problems: readonly SpearmintError[]): void {
  const error = errorFor(problems);
  if (error !== undefined) throw error;
}

/** What an error stands for. @internal */
export function problemsIn(error: SpearmintError): readonly SpearmintError[] {
  return error instanceof SpearmintBootError ? error.problems : [error];
}
