import fc from 'fast-check';
import type { BranchRecord } from 'nestjs-spearmint';

export const EXPERIMENTS = ['Search.run', "Rank'; DROP TABLE branch; --"];
export const CONFIGS = ['a', 'b', 'c'];
export const ERRORS = ['TypeError', 'Timeout', '100%_\\'];
export const ROLES = ['primary', 'variant', 'shadow'] as const;
export const STATUSES = ['success', 'failed', 'skipped'] as const;
export const START = Date.UTC(2026, 10, 25, 22, 30);
export const HOUR = 3_600_000;

/** Times that collide often, over three days. */
export const times = fc
  .integer({ min: 0, max: 120 })
  .map((step) => START + step * 0.6 * HOUR);
export const durations = fc.double({ min: 0.01, max: 50_000, noNaN: true });
export const texts = fc.constantFrom(
  '%',
  '_',
  '\\',
  'it"s',
  "it's",
  'Müller',
  'NEW\nline',
  'e',
  'zebra',
);

/** What of a branch is random; the rest follows from it and its number. */
const drawn = fc.record({
  experiment: fc.constantFrom(...EXPERIMENTS),
  configId: fc.constantFrom(...CONFIGS),
  label: fc.option(texts, { nil: undefined }),
  role: fc.constantFrom(...ROLES),
  status: fc.constantFrom(...STATUSES, 'success' as const),
  startedAt: times,
  durationMs: durations,
  errorType: fc.constantFrom(...ERRORS),
  text: texts,
  parent: fc.option(fc.nat({ max: 200 }), { freq: 2 }),
  score: fc.option(fc.double({ min: -1, max: 1, noNaN: true })),
});

/** Branches as the core records them. */
export const records = (maxLength: number): fc.Arbitrary<BranchRecord[]> =>
  fc.array(drawn, { maxLength }).map((all) => all.map(recordFrom));

type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

function recordFrom(
  {
    experiment,
    configId,
    label,
    role,
    status,
    startedAt,
    durationMs,
    errorType,
    text,
    parent,
    score,
  }: Drawn,
  index: number,
): BranchRecord {
  return {
    id: `run-${index}`,
    ...(parent === null || parent >= index
      ? {}
      : { parentId: `run-${parent}` }),
    experiment,
    configId,
    ...(label === undefined ? {} : { label }),
    config: { id: configId, of: experiment },
    configSource: 'pool',
    configRead: index % 2 === 0,
    role,
    status,
    startedAt,
    ...(status === 'skipped' ? { reason: text } : { durationMs, args: [text] }),
    ...(status === 'success' ? { output: { text } } : {}),
    ...(status === 'failed'
      ? { error: { type: errorType, message: text, stack: '' } }
      : {}),
    ...(score === null
      ? {}
      : {
          // Without the sign of a zero, which JSON does not keep.
          scores: { exact: score + 0, [text]: 1 },
        }),
  };
}
