import {
  type RollupSpan,
  SPAN_START,
} from '../../database/schema/rollup-span.js';

/** Rollups of one span that begin within a time. @internal */
export interface RollupSlice {
  readonly span: RollupSpan;
  readonly from: number;
  readonly to: number;
}

/** @internal */
export const DAY_MS = 24 * 3_600_000;
/** The ends of what a Date can be. */
const ENDS = { from: -8.64e15, to: 8.64e15 };

/**
 * The rollups whose figures add up to those of a time: hours at its ends, days between.
 *
 * @param hasHours whether the hours of a day are all kept.
 * @internal
 */
export function rollupSlices(
  from: number | undefined,
  to: number | undefined,
  hasHours: (day: number) => boolean,
): RollupSlice[] {
  if (from === undefined && to === undefined)
    return [{ span: 'all', from: 0, to: 1 }];
  let start = from === undefined ? ENDS.from : SPAN_START.hour(from);
  let end = to === undefined ? ENDS.to : ceil('hour', to);
  if (start >= end) return [];
  const partial = [start, end].filter(
    (time) => !isEnd(time) && SPAN_START.day(time) !== time,
  );
  for (const day of new Set(partial.map(SPAN_START.day)))
    if (!hasHours(day)) {
      if (start > day && start < day + DAY_MS) start = day;
      if (end > day && end < day + DAY_MS) end = day + DAY_MS;
    }
  const firstDay = isEnd(start) ? start : ceil('day', start);
  const lastDay = isEnd(end) ? end : SPAN_START.day(end);
  const slices: RollupSlice[] =
    firstDay > lastDay
      ? [{ span: 'hour', from: start, to: end }]
      : [
          { span: 'hour', from: start, to: firstDay },
          { span: 'day', from: firstDay, to: lastDay },
          { span: 'hour', from: lastDay, to: end },
        ];
  return slices.filter((slice) => slice.from < slice.to);
}

function isEnd(time: number): boolean {
  return time === ENDS.from || time === ENDS.to;
}

function ceil(span: RollupSpan, time: number): number {
  return -SPAN_START[span](-time);
}
