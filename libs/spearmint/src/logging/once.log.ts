import type { Logger } from '@nestjs/common';
import { details } from './details.js';

/** Says each thing once. Never throws. @internal */
export class OnceLog {
  private readonly said = new Set<string>();

  constructor(private readonly logger: Logger) {}

  /**
   * @param key tells the things apart.
   * @param fields what a log of JSON gets beside the message.
   */
  warn(
    key: string,
    message: string,
    fields: Readonly<Record<string, unknown>>,
  ): void {
    if (this.said.has(key)) return;
    this.said.add(key);
    try {
      this.logger.warn(message, ...details(fields));
    } catch {
      // An application's own logger that throws is no reason for a call to fail.
    }
  }
}
