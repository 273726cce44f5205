export { assertBackend } from './assert-backend.js';
export { BackendDriver, type BackendDriverOptions } from './backend-driver.js';
export { BranchRecorder } from './branch-recorder.js';
export { CallTimeoutError } from './call-timeout.error.js';
export { ConsoleLogger, type LineLogger } from './console.logger.js';
export type {
  CaptureMode,
  CaptureOptions,
} from './capture-options.interface.js';
export { describeCause } from './describe-cause.js';
export type { InMemoryRun } from './in-memory-run.interface.js';
export { InMemoryLogger, InMemoryLoggerOptions } from './in-memory.logger.js';
export { InvalidLoggerBackendError } from './invalid-logger-backend.error.js';
export { InvalidRecorderOptionError } from './invalid-recorder-option.error.js';
export { LoggerBackend } from './logger-backend.js';
export { NoOpLogger } from './no-op.logger.js';
export { RecorderOptions } from './recorder-options.js';
export type {
  BackendDrops,
  BackendStats,
  BreakerState,
  RecorderStats,
} from './recorder-stats.interface.js';
export { Redactor } from './redactor.js';
export type { RunStatus } from './run-status.interface.js';
export type { WaitOptions } from './wait-options.interface.js';
