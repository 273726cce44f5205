import { isDeepStrictEqual, types } from 'node:util';
import type { BranchAttempt } from '../branch/branch-attempt.interface.js';
import type { BranchError } from '../branch/branch-error.interface.js';
import type {
  BranchRole,
  BranchStatus,
  ConfigOrigin,
} from '../branch/branch-status.type.js';

/** What a branch and its record have in common. @publicApi */
export interface BranchLike {
  readonly id: string;
  readonly parentId?: string | undefined;
  readonly experiment: string;
  readonly configId: string;
  readonly label?: string | undefined;
  readonly config: unknown;
  readonly configSource?: ConfigOrigin;
  readonly role: BranchRole;
  readonly status: BranchStatus;
  readonly durationMs?: number | undefined;
  readonly args?: readonly unknown[] | undefined;
  readonly output?: unknown;
  readonly error?: BranchError | undefined;
  readonly reason?: string | undefined;
  readonly scores?: Readonly<Record<string, number>> | undefined;
  readonly attempts?: readonly BranchAttempt[] | undefined;
}

/**
 * What is expected of a branch. What is left out may be anything, also inside of
 * objects; lists have to be as long. A `RegExp` stands for a text, and so do the
 * asymmetric matchers of jest and vitest (`expect.any(Number)`).
 *
 * @publicApi
 */
export interface ExpectedBranch {
  readonly parentId?: unknown;
  readonly experiment?: string | RegExp;
  readonly configId?: string | RegExp;
  readonly label?: string | RegExp;
  readonly config?: unknown;
  readonly configSource?: ConfigOrigin;
  readonly role?: BranchRole;
  readonly status?: BranchStatus;
  readonly durationMs?: unknown;
  /** Of records alone, where `capture.args` asks for them. */
  readonly args?: unknown;
  readonly output?: unknown;
  /** The message, or fields of the error. */
  readonly error?: string | RegExp | Partial<BranchError>;
  readonly reason?: string | RegExp;
  readonly scores?: unknown;
  /** The runs of the method, where the experiment has `retry`: `[{ error: { message: '503' } }, {}]`. */
  readonly attempts?: unknown;
}

interface Asymmetric {
  asymmetricMatch(actual: unknown): boolean;
}

/** Whether a branch is what is expected. @internal */
export function fits(branch: BranchLike, expected: ExpectedBranch): boolean {
  return Object.entries(expected).every(([key, value]) =>
    matches(fieldOf(branch, key, value), value),
  );
}

/** The fields of a branch that somebody has expectations of. @internal */
export function outline(
  branch: BranchLike,
  keys: ReadonlySet<string>,
): Record<string, unknown> {
  return Object.fromEntries(
    [...keys].flatMap((key) => {
      const value = branch[key as keyof BranchLike];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function fieldOf(branch: BranchLike, key: string, expected: unknown): unknown {
  const isText = typeof expected === 'string' || types.isRegExp(expected);
  if (key === 'error' && isText) return branch.error?.message;
  return branch[key as keyof BranchLike];
}

function matches(actual: unknown, expected: unknown): boolean {
  if (isAsymmetric(expected)) return expected.asymmetricMatch(actual);
  // Not test(), which goes on where it was with a global expression.
  if (types.isRegExp(expected))
    return typeof actual === 'string' && actual.search(expected) >= 0;
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, index) => matches(actual[index], item))
    );
  }
  if (isPlain(expected)) {
    return (
      typeof actual === 'object' &&
      actual !== null &&
      Object.entries(expected).every(([key, value]) =>
        matches((actual as Record<string, unknown>)[key], value),
      )
    );
  }
  return isDeepStrictEqual(actual, expected);
}

function isAsymmetric(value: unknown): value is Asymmetric {
  return (
    typeof (value as Partial<Asymmetric> | null | undefined)
      ?.asymmetricMatch === 'function'
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
