import type { BranchRecord } from 'nestjs-spearmint';

/** A record, told apart by its number. */
export function recordOf(
  index: number,
  more: Partial<BranchRecord> = {},
): BranchRecord {
  return {
    id: `run-${index}`,
    experiment: 'Search.run',
    configId: `config-${index % 3}`,
    config: { model: 'small', temperature: 0.5 },
    configSource: 'pool',
    configRead: true,
    role: 'primary',
    status: 'success',
    startedAt: 1_764_000_000_000 + index,
    durationMs: 1.25,
    output: { text: `answer ${index}` },
    ...more,
  };
}
