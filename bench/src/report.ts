import type { Measurement } from './harness.js';

/** One line of a suite's result. */
export interface Row {
  readonly what: string;
  readonly figure: string;
  readonly detail: string;
  /** The promise that stands behind it, if any, and whether it holds. */
  readonly target?: string;
  readonly holds?: boolean;
}

export interface RowOptions {
  /** The largest ratio that is promised. */
  readonly atMost?: number;
  readonly what?: string;
}

/** A case's ratio to its base, against what is promised. */
export function ratioRow(
  measured: Measurement,
  { atMost, what }: RowOptions = {},
): Row {
  const { ratio = NaN, p10 = NaN, p90 = NaN, ns, bytes, base } = measured;
  return {
    what: what ?? `${measured.name} / ${base}`,
    figure: `${ratio.toFixed(2)} x`,
    detail: `${p10.toFixed(2)} to ${p90.toFixed(2)}; ${ns.toFixed(0)} ns, ${bytes.toFixed(0)} B`,
    ...(atMost === undefined
      ? {}
      : { target: `<= ${atMost} x`, holds: ratio <= atMost }),
  };
}

/** A table in Markdown, so that it can be pasted into the documentation. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map(({ what, figure, detail, target = '', holds }) => [
    what,
    figure,
    target,
    holds === undefined ? '' : holds ? 'holds' : 'MISSED',
    detail,
  ]);
  const head = [
    'what',
    'figure',
    'promise',
    '',
    'p10 to p90; median time and garbage',
  ];
  const all = [head, ...cells];
  // A line of Markdown's head has at least three dashes.
  const widths = head.map((_, column) =>
    Math.max(3, ...all.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [
    line(head),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...cells.map(line),
  ].join('\n');
}
