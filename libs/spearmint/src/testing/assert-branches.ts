import { AssertionError } from 'node:assert';
import { inspect } from 'node:util';
import {
  type BranchLike,
  type ExpectedBranch,
  fits,
  outline,
} from './branch-expectation.js';

/**
 * Asserts that exactly these branches are there, in order of start. Throws an
 * `AssertionError`, as every test runner knows it.
 *
 * ```ts
 * assertBranches(logger.branches, [
 *   { role: 'primary', configId: 'a', output: 'Hi, Ada!' },
 *   { role: 'shadow', configId: 'b', error: /quota/ },
 * ]);
 * ```
 *
 * @param branches a container, or the branches of an `InMemoryLogger`.
 * @throws AssertionError that shows what is there instead.
 * @publicApi
 */
export function assertBranches(
  branches: Iterable<BranchLike>,
  expected: readonly ExpectedBranch[],
): void {
  const actual = inOrderOfStart(branches);
  const wrong = expected.flatMap((branch, index) => {
    const found = actual[index];
    return found !== undefined && fits(found, branch) ? [] : [index];
  });
  if (wrong.length === 0 && actual.length === expected.length) return;
  const keys = keysOf(expected);
  const shown = actual.map((branch) => outline(branch, keys));
  const where =
    actual.length === expected.length
      ? `number ${wrong.map((index) => index + 1).join(', ')} differ${wrong.length === 1 ? 's' : ''}`
      : `there are ${actual.length} instead of ${expected.length}`;
  throw failure(
    `The branches are not the expected ones: ${where}.`,
    shown,
    expected,
    assertBranches,
  );
}

/**
 * The one branch that is as expected.
 *
 * @throws AssertionError when there is none, or more than one.
 * @publicApi
 */
export function findBranch<B extends BranchLike>(
  branches: Iterable<B>,
  expected: ExpectedBranch,
): B {
  const all = inOrderOfStart(branches);
  const [found, ...others] = all.filter((branch) => fits(branch, expected));
  if (found !== undefined && others.length === 0) return found;
  const keys = keysOf([expected]);
  throw failure(
    found === undefined
      ? `None of ${all.length} branches is as expected.`
      : `${others.length + 1} branches are as expected, where one has to be.`,
    all.map((branch) => outline(branch, keys)),
    expected,
    findBranch,
  );
}

/** Always shown, so that one sees which branch it is. */
const NAMES = ['experiment', 'role', 'configId', 'status', 'reason'];

function keysOf(expected: readonly ExpectedBranch[]): ReadonlySet<string> {
  return new Set([...NAMES, ...expected.flatMap((one) => Object.keys(one))]);
}

/** Backends get branches as they end, which differs from run to run. */
function inOrderOfStart<B extends BranchLike>(branches: Iterable<B>): B[] {
  return [...branches].sort((a, b) => compare(startOf(a), startOf(b)));
}

/** An id without the part that tells processes apart. */
function startOf({ id }: BranchLike): string {
  return id.slice(0, id.lastIndexOf('-'));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function failure(
  message: string,
  actual: unknown,
  expected: unknown,
  stackStartFn: (...args: never[]) => unknown,
): AssertionError {
  const show = (value: unknown): string => inspect(value, { depth: 6 });
  return new AssertionError({
    message: `${message}\nThere:\n${show(actual)}\nExpected:\n${show(expected)}`,
    actual,
    expected,
    operator: stackStartFn.name,
    stackStartFn,
  });
}
