import { describe, expect, it } from '@jest/globals';
import { Branch } from './branch.js';
import { BranchContainer } from './branch-container.js';
import { branchesOf } from './branches-of.js';
import { NotBranchesError } from './not-branches.error.js';

class Summary {
  readonly secret = 'sk-hidden';
}

describe('branchesOf', () => {
  it('gives the container of a fan-out', () => {
    const branches = new BranchContainer([Branch.start<string>('a', {})]);
    expect(branchesOf(branches)).toBe(branches);
  });

  it.each([
    ['a string', 'sk-hidden'],
    ['a number', 1],
    ['undefined', undefined],
    ['null', null],
    ['an object', { secret: 'sk-hidden' }],
    ['an object', Object.create(null)],
    ['an instance of Array', ['sk-hidden']],
    ['an instance of Summary', new Summary()],
  ])('refuses %s and says what to do, not what it holds', (kind, value) => {
    const refused = (): unknown => branchesOf<unknown>(value);
    expect(refused).toThrow(NotBranchesError);
    expect(refused).toThrow(`branchesOf() got ${kind} instead of`);
    expect(refused).toThrow(/multi-branch.*runner\.run\(/);
    expect(refused).not.toThrow('sk-hidden');
  });

  it('tells of a promise that it has to be awaited', () => {
    expect(() => branchesOf<unknown>(Promise.resolve())).toThrow(
      /got a promise.*branchesOf\(await /,
    );
  });
});
