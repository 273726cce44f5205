/**
 * Limits of all background work of one application.
 *
 * @publicApi
 */
export interface BackgroundOptions {
  /** How many shadows run at the same time. @default 16 */
  concurrency?: number;
  /** How many shadows may wait for their turn; more are skipped, with the reason. @default 1000 */
  queueLimit?: number;
  /** After how many milliseconds a shadow is aborted and counts as failed. @default 30_000 */
  timeoutMs?: number;
  /** How many milliseconds a shutdown may spend on background work and on backends. @default 5_000 */
  drainMs?: number;
  /** The share of calls whose shadows run at all, from 0 to 1. @default 1 */
  sampleRate?: number;
}

/** @internal */
export const BACKGROUND_DEFAULTS: Required<BackgroundOptions> = {
  concurrency: 16,
  queueLimit: 1_000,
  timeoutMs: 30_000,
  drainMs: 5_000,
  sampleRate: 1,
};
