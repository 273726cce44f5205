import type { LoggerBackend } from 'nestjs-spearmint';

/** How a sink brings records from the journal to its backend. @publicApi */
export class SinkOptions {
  /**
   * Its name, in messages and in the folder where its place in the journal is kept: letters, digits, `.`, `_` and `-`.
   * @default the backend's class
   */
  name = '';
  /**
   * How many records the backend gets in one call at most, where it has the batch form.
   * @default 256
   */
  batchSize = 256;
  /**
   * How often a record is tried alone before it may become a dead letter, which it does once others pass.
   * @default 5
   */
  attempts = 5;
  /**
   * The longest pause after the first failure, in milliseconds; doubles with each in a row. The pause is a random part of it.
   * @default 100
   */
  backoffMs = 100;
  /**
   * The longest pause while the backend is down, in milliseconds.
   * @default 30_000
   */
  maxBackoffMs = 30_000;
  /**
   * How long a call of the backend may take, in milliseconds.
   * @default 10_000
   */
  callTimeoutMs = 10_000;
  /**
   * How long records gather before they are delivered, in milliseconds.
   * @default 100
   */
  gatherMs = 100;
  /**
   * How often it looks for what other processes have recorded, in milliseconds.
   * @default 1_000
   */
  pollMs = 1_000;
  /**
   * How much its dead letters may hold, in bytes; the oldest go first.
   * @default 67_108_864
   */
  deadLetterBytes = 67_108_864;
}

/** A backend that is fed from the journal, with what is to be different for it. @publicApi */
export interface SinkDefinition extends Partial<SinkOptions> {
  readonly backend: LoggerBackend;
}

/** A backend that is fed from the journal. @publicApi */
export type SinkInput = LoggerBackend | SinkDefinition;
