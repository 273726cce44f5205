import { assertBackend } from './assert-backend.js';
import { backendName } from './backend-name.js';
import type { LoggerBackend } from './logger-backend.js';
import { MultiLogger } from './multi.logger.js';
import { NoOpLogger } from './no-op.logger.js';

/**
 * The backends to open lanes to: those inside a MultiLogger by themselves, each
 * once, without those that record nothing.
 *
 * @throws InvalidLoggerBackendError for what is no backend.
 * @internal
 */
export function workingBackends(
  backends: readonly LoggerBackend[],
): LoggerBackend[] {
  return [...new Set(backends.flatMap(unwrap))].filter(
    (backend) => backend.logBranches !== NoOpLogger.prototype.logBranches,
  );
}

function unwrap(backend: LoggerBackend): LoggerBackend[] {
  assertBackend(backend);
  return backend instanceof MultiLogger
    ? backend.backends.flatMap(unwrap)
    : [backend];
}

/** The backend's class, numbered from the second of its kind on. @internal */
export function laneName(
  backend: LoggerBackend,
  taken: readonly string[],
): string {
  const name = backendName(backend);
  if (!taken.includes(name)) return name;
  let number = 2;
  while (taken.includes(`${name}#${number}`)) number++;
  return `${name}#${number}`;
}
