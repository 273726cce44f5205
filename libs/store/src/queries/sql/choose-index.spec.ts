import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BranchRecord } from 'nestjs-spearmint';
import { afterwards } from '../../journal/journal.fixture.js';
import { recordOf } from '../../journal/record-of.fixture.js';
import { at, entryOf, freshDatabase } from '../../database/database.fixture.js';
import type { SqlConnection } from '../../database/driver/sql-connection.interface.js';
import type { BranchFilter } from '../input/branch-filter.js';
import { select } from './branch-conditions.js';
import { chooseIndex } from './choose-index.js';
import { plainFilter } from './plain-filter.js';

/** 300 branches: two of a hundred are shadows, one of a hundred failed. */
const records = Array.from({ length: 300 }, (_, index) =>
  recordOf(index, {
    experiment: 'search',
    configId: index % 10 === 0 ? 'rare' : 'usual',
    role: index % 50 === 0 ? 'shadow' : 'primary',
    ...(index % 100 === 1 && ({ status: 'failed' } as Partial<BranchRecord>)),
  }),
);

describe('the index that a page of branches is looked up in', () => {
  let connection: SqlConnection;

  beforeEach(() => {
    const database = freshDatabase();
    ({ connection } = database);
    afterwards(() => connection.close());
    database.writer.write(records.map(entryOf), at(1));
  });

  const indexFor = (
    filter: BranchFilter,
    order: 'started_at' | 'duration_ms' = 'started_at',
  ): string => {
    const selection = select(connection, plainFilter(filter));
    if (selection === undefined) throw new Error('Nothing is selected.');
    return chooseIndex(connection, selection, order);
  };
  const experiment = 'search';

  it.each<readonly [string, BranchFilter, string]>([
    ['all', {}, 'branch_by_time'],
    ['an experiment', { experiment }, 'branch_by_experiment'],
    ['a config', { experiment, configId: 'rare' }, 'branch_by_config'],
    [
      'those that failed, which are fewer',
      { experiment, status: 'failed' },
      'branch_not_successful',
    ],
    ['children', { parentId: 'run-1' }, 'branch_by_parent'],
  ])('of %s, by time', (_what, filter, index) => {
    expect(indexFor(filter)).toBe(index);
  });

  it.each<readonly [string, BranchFilter, string]>([
    ['an experiment', { experiment }, 'branch_by_duration'],
    [
      'those in the role that most have',
      { experiment, role: 'primary', maxDurationMs: 9 },
      'branch_by_duration',
    ],
    [
      'those in a role that few have',
      { experiment, role: 'shadow' },
      'branch_by_experiment',
    ],
    ['a time', { experiment, from: 0 }, 'branch_by_experiment'],
    ['a text', { experiment, text: 'x' }, 'branch_by_experiment'],
    [
      'those that failed',
      { experiment, status: 'failed' },
      'branch_not_successful',
    ],
    ['a config', { experiment, configId: 'rare' }, 'branch_by_config'],
    ['all', {}, 'branch_by_time'],
  ])('of %s, by duration', (_what, filter, index) => {
    expect(indexFor(filter, 'duration_ms')).toBe(index);
  });
});
