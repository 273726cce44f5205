import type { ConfigReport } from './config-report.interface.js';

/** So many of the best configs are shown. */
const BEST = 10;

/** The best rows, the primary and the last one, in their order. */
export function shownRows(rows: readonly ConfigReport[]): ConfigReport[] {
  return rows.filter(
    ({ versusPrimary }, index) =>
      index < BEST || index === rows.length - 1 || versusPrimary === undefined,
  );
}
