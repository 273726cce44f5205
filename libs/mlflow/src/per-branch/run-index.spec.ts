import { describe, expect, it } from '@jest/globals';
import { RunIndex } from './run-index.js';

describe('the index of runs', () => {
  it('knows a branch again, as it was entered first', () => {
    const index = new RunIndex();
    const entry = index.enter('a', true);
    expect(index.enter('a', false)).toBe(entry);
    expect(index.get('a')).toMatchObject({ mayExist: true, isDone: false });
  });

  it('forgets the oldest branches beyond its limit', () => {
    const index = new RunIndex(2);
    for (const id of ['a', 'b', 'c']) index.enter(id, false);
    expect(['a', 'b', 'c'].map((id) => index.get(id) !== undefined)).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('keeps children for parents that have not come, the oldest no longer than its limit', () => {
    const index = new RunIndex(2);
    for (const [parent, run] of [
      ['a', 'run-1'],
      ['b', 'run-2'],
      ['b', 'run-3'],
      ['c', 'run-4'],
    ] as const)
      index.wait(parent, run);
    expect(index.childrenOf('a')).toEqual([]);
    expect(index.childrenOf('b')).toEqual(['run-2', 'run-3']);
    index.linked('b');
    expect(index.childrenOf('b')).toEqual([]);
    expect(index.childrenOf('c')).toEqual(['run-4']);
  });
});
