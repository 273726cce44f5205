import CliTable from 'cli-table3';
import colors from 'picocolors';
import type { ConfigReport } from '../report/config-report.interface.js';
import type { Comparison } from '../statistics/compare-pairs.js';
import type { Verdict } from '../statistics/verdict.js';

const HEAD = [
  'config',
  '\nsuccess',
  'p50\nms',
  'p95\nms',
  '\nMRR',
  '\nhit@5',
  'MRR vs. primary\n[95% interval]',
  'won/lost/\ntied',
  '\nverdict',
];

const RIGHT = new Set([1, 2, 3, 4, 5, 6, 7]);

const VERDICTS: Record<Verdict, string> = {
  better: colors.green('better'),
  worse: colors.red('worse'),
  unclear: colors.dim('unclear'),
};

/** The rows as a table without lines, less than 100 characters wide. */
export function formatTable(rows: readonly ConfigReport[]): string {
  const table = new CliTable({
    head: HEAD.map((title) => bottomed(title)),
    colAligns: HEAD.map((_, index) => (RIGHT.has(index) ? 'right' : 'left')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    chars: LINES,
  });
  table.push(...rows.map((row) => cellsOf(row)));
  return table.toString().replaceAll(/ +$/gm, '');
}

/** Nothing but spaces between columns, and a line below the head. */
const LINES = {
  ...Object.fromEntries(
    'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left right mid left-mid mid-mid right-mid'
      .split(' ')
      .map((place) => [place, '']),
  ),
  middle: '  ',
};

function bottomed(title: string): string {
  const lines = title.split('\n');
  return (lines.length > 1 ? lines : ['', ...lines])
    .map(colors.bold)
    .join('\n');
}

function cellsOf(row: ConfigReport): string[] {
  const { versusPrimary } = row;
  return [
    row.name,
    percent(row.successRate),
    milliseconds(row.p50),
    milliseconds(row.p95),
    row.mrr.toFixed(3),
    row.hitAt5.toFixed(3),
    ...(versusPrimary === undefined
      ? ['', '', 'primary']
      : [
          difference(versusPrimary.comparison),
          splitOf(versusPrimary.comparison),
          VERDICTS[versusPrimary.verdict],
        ]),
  ];
}

function milliseconds(value: number): string {
  return value.toFixed(value < 10 ? 2 : 1);
}

/** Never rounded up to all. */
function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10}%`;
}

function difference({ difference, interval }: Comparison): string {
  const [low, high] = interval;
  return `${signed(difference)} [${signed(low)}, ${signed(high)}]`;
}

function splitOf({ wins, losses, ties }: Comparison): string {
  return `${wins}/${losses}/${ties}`;
}

function signed(value: number): string {
  const digits = Math.abs(value).toFixed(3).replace(/^0/, '');
  return `${value < 0 && Number(digits) > 0 ? '-' : '+'}${digits}`;
}
