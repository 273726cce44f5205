import { Logger } from '@nestjs/common';
import type { BranchRecord } from '../branch/branch-record.interface.js';
import type { BranchStatus } from '../branch/branch-status.type.js';
import { LoggerBackend } from './logger-backend.js';
import { oneLine, safeLine } from './safe-line.js';

/** The part of Nest's `LoggerService` that is needed here. @publicApi */
export type LineLogger = Record<
  'debug' | 'log' | 'warn' | 'error',
  (message: string) => void
>;

const LEVELS: Readonly<Record<BranchStatus, keyof LineLogger>> = {
  pending: 'debug',
  success: 'log',
  skipped: 'warn',
  failed: 'error',
};

/**
 * One line per branch through Nest's `Logger`: a success as `log`, a failure as
 * `error`, a skipped branch as `warn`. Configs and outputs stay out of the log.
 *
 * @publicApi
 */
export class ConsoleLogger extends LoggerBackend {
  constructor(private readonly logger: LineLogger = new Logger('Spearmint')) {
    super();
  }

  override logBranches(records: readonly BranchRecord[]): void {
    for (const record of records) {
      this.logger[LEVELS[record.status]](lineOf(record));
    }
  }
}

function lineOf(record: BranchRecord): string {
  const { experiment, configId, label, role, status, durationMs } = record;
  const duration =
    durationMs === undefined ? '' : ` in ${durationMs.toFixed(1)} ms`;
  const config = label === undefined ? configId : `${configId} ${label}`;
  const name = oneLine(`${experiment} [${config}]`);
  return `${name} ${role} ${status}${duration}${detailOf(record)}`;
}

function detailOf({ error, reason }: BranchRecord): string {
  const detail = error ? `${error.type}: ${error.message}` : reason;
  return detail === undefined ? '' : ` - ${safeLine(detail)}`;
}
