import { describe, expect, it } from '@jest/globals';
import type { RecorderStats } from 'nestjs-spearmint';
import { storeReport } from './store-report.js';
import type { StoreStats } from './store-stats.interface.js';

const stats = {
  folder: '/data',
  journal: { recorded: 40, truncated: 2 },
  sinks: [],
} as unknown as StoreStats;

const recorder = {
  masked: 7,
  truncated: 3,
  dropped: { queueFull: 1, closed: 2 },
  backends: [
    { name: 'BranchStore', dropped: { queueFull: 10, failed: 20, closed: 30 } },
    { name: 'Another', dropped: { queueFull: 500 } },
  ],
} as unknown as RecorderStats;

describe('the account of a store', () => {
  it('adds what the recorder knows to what the journal knows', () => {
    expect(storeReport(stats, recorder)).toMatchObject({
      folder: '/data',
      recorded: 40,
      masked: 7,
      truncated: 5,
      dropped: { queueFull: 11, failed: 20, breakerOpen: 0, closed: 32 },
    });
  });

  it('counts nothing of other backends, where the store is not one of them', () => {
    const others = { ...recorder, backends: recorder.backends.slice(1) };
    expect(storeReport(stats, others).dropped).toEqual({
      queueFull: 1,
      failed: 0,
      breakerOpen: 0,
      closed: 2,
    });
  });

  it('is of the journal alone, where there is no recorder', () => {
    expect(storeReport(stats, undefined)).toMatchObject({
      recorded: 40,
      masked: 0,
      truncated: 2,
      dropped: { queueFull: 0, failed: 0, breakerOpen: 0, closed: 0 },
    });
  });
});
