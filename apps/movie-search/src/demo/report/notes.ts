import type { Change, DemoQuery } from '../queries/query.interface.js';
import { LEVEL, MINIMUM_EFFECT } from '../statistics/verdict.js';
import type { ConfigReport } from './config-report.interface.js';

/** What a reader of the table has to know. */
export function notesOn(
  rows: readonly ConfigReport[],
  queries: readonly DemoQuery[],
  seed: number,
): string[] {
  const count = (change: Change): number =>
    queries.filter(({ changes }) => changes.has(change)).length;
  return [
    `n = ${queries.length} queries (seed ${seed}), each made from the title of another film: ${count('typo')} with typos,`,
    `${count('dropped word')} with a dropped word, ${count('reordered words')} with reordered words. ${coverage(rows, queries.length)}`,
    'MRR: mean of 1/rank of that film among the first 10, else 0. hit@5: it is among the first 5.',
    `"better" and "worse": p < ${LEVEL} in an exact two-sided sign test on the paired reciprocal ranks of the`,
    `same queries, Holm-corrected for ${rows.length - 1} comparisons, and at least ${MINIMUM_EFFECT} of MRR apart; else "unclear": no`,
    'clear difference. The sign test, because most pairs tie and the rest jump between 1, 1/2, 1/3, ...:',
    'it asks for no shape of distribution. Intervals: paired bootstrap of the mean difference.',
    'Latency: of the method alone.',
  ];
}

/** Shadows can be skipped; numbers from other queries could not be compared. */
function coverage(rows: readonly ConfigReport[], queries: number): string {
  const short = rows.filter(({ n }) => n !== queries);
  if (short.length === 0) return 'Every config ran for every query.';
  const list = short.map(({ name, n }) => `${name} ${n}`).join(', ');
  return `NOT every config ran for every query: ${list}.`;
}
