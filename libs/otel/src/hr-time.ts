import type { HrTime } from '@opentelemetry/api';

/**
 * Milliseconds since the epoch as OpenTelemetry takes them whatever their size: a
 * small number would be read as one of `performance.now()`.
 *
 * @internal
 */
export function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.floor((ms - seconds * 1_000) * 1e6)];
}
