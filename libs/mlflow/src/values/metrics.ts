import type { BranchRecord } from 'nestjs-spearmint';
import { CleanKeys } from './clean-key.js';

/** One figure of a run, as MLflow has it. @internal */
export interface Metric {
  readonly key: string;
  /** A text for what JSON has no number for. */
  readonly value: number | string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly step: number;
}

/** Figures as metrics of one time. @internal */
export function metricsOf(
  figures: Readonly<Record<string, number>>,
  timestamp: number,
  step = 0,
): Metric[] {
  const keys = new CleanKeys();
  return Object.entries(figures)
    .filter(([, value]) => typeof value === 'number')
    .map(([name, value]) => ({
      key: keys.of(name),
      value: Number.isFinite(value) ? value : String(value),
      timestamp,
      step,
    }));
}

/** The figures of a branch: its duration, and its scores by name. @internal */
export function figuresOf({
  durationMs,
  scores,
}: BranchRecord): Record<string, number> {
  return {
    ...(durationMs === undefined ? {} : { duration_ms: durationMs }),
    ...scores,
  };
}

/** When a branch began, in whole milliseconds since the epoch. @internal */
export function startOf({ startedAt }: BranchRecord): number {
  return Math.max(0, Math.floor(startedAt));
}

/** When a branch ended, in whole milliseconds since the epoch. @internal */
export function endOf(record: BranchRecord): number {
  return startOf({
    ...record,
    startedAt: record.startedAt + (record.durationMs ?? 0),
  });
}
