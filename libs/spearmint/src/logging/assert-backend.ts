import { backendName } from './backend-name.js';
import { InvalidLoggerBackendError } from './invalid-logger-backend.error.js';
import {
  type LoggerBackend,
  OPTIONAL_MEMBERS,
  RUN_FORM,
} from './logger-backend.js';

/**
 * Checks that `value` has all members of one of the two forms.
 *
 * @throws InvalidLoggerBackendError which names the class and what it lacks.
 * @publicApi
 */
export function assertBackend(value: unknown): asserts value is LoggerBackend {
  const missing = missingMembers(value);
  if (missing.length > 0) {
    throw new InvalidLoggerBackendError(backendName(value), missing);
  }
}

function missingMembers(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return ['logBranches', ...RUN_FORM];
  }
  const members = value as Record<string, unknown>;
  const isMethod = (name: string): boolean =>
    typeof members[name] === 'function';
  const broken = OPTIONAL_MEMBERS.filter(
    (name) => members[name] !== undefined && !isMethod(name),
  );
  if (isMethod('logBranches')) return broken;
  const lacking = RUN_FORM.filter((name) => !isMethod(name));
  return lacking.length === RUN_FORM.length
    ? ['logBranches', ...lacking, ...broken]
    : [...lacking, ...broken];
}
