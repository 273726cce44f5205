import type { BranchRecord } from 'nestjs-spearmint';

let number = 0;

/** A record like no other, later than all backends. */
export function recordOf(more: Partial<BranchRecord> = {}): BranchRecord {
  number++;
  return {
    id: `branch-${number}`,
    experiment: 'Search.run',
    configId: 'cfg_a',
    config: { model: 'small' },
    configSource: 'pool',
    configRead: true,
    role: 'primary',
    status: 'success',
    startedAt: Date.now() + 1_000 + number,
    durationMs: 12.75,
    output: { text: 'answer' },
    ...more,
  };
}
