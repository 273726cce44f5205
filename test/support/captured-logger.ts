import type { LoggerService } from '@nestjs/common';

/** Takes the place of Nest's logger and keeps what it is told. */
export class CapturedLogger implements LoggerService {
  readonly logs: string[] = [];
  readonly warnings: string[] = [];
  readonly errors: string[] = [];

  log(message: unknown): void {
    this.logs.push(String(message));
  }

  warn(message: unknown): void {
    this.warnings.push(String(message));
  }

  error(message: unknown): void {
    this.errors.push(String(message));
  }
}
