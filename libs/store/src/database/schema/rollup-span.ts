const HOUR_MS = 3_600_000;

/** How much time the figures of a rollup are of. @internal */
export type RollupSpan = 'hour' | 'day' | 'all';

/** Where the span begins that a moment belongs to, in milliseconds since the epoch; 0 for all time. @internal */
export const SPAN_START: Readonly<
  Record<RollupSpan, (epochMs: number) => number>
> = {
  hour: (epochMs) => startOf(epochMs, HOUR_MS),
  day: (epochMs) => startOf(epochMs, 24 * HOUR_MS),
  all: () => 0,
};

/** @internal */
export const SPANS = Object.keys(SPAN_START) as readonly RollupSpan[];

/** In UTC. */
function startOf(epochMs: number, length: number): number {
  return Math.floor(epochMs / length) * length;
}
