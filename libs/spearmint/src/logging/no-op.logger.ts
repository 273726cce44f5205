import { LoggerBackend } from './logger-backend.js';

/**
 * Records nothing. With no other backend beside it, branches are not even queued.
 *
 * @publicApi
 */
export class NoOpLogger extends LoggerBackend {
  override logBranches(): void {
    return;
  }
}
