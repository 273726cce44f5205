import { writeCanonical } from '../identity/write-canonical.js';
import { didYouMean } from '../nearest.js';
import { isPlainObject, kindOf } from '../value/kinds.js';
import { weightOf } from '../value/weight-of.js';
import { valueAt } from '../value/value-at.js';
import {
  childLayer,
  isOurs,
  operatorKey,
  refuseAt,
  type Layer,
} from './layer.js';
import { OPERATORS } from './operator/operators.js';

type Test = (value: unknown) => boolean;

/** One thing that a pattern asks. @internal */
export interface Question {
  readonly path: readonly string[];
  readonly layer: Layer;
  readonly test: Test;
}

/** What `$exclude` leaves out: configs that agree with all that is listed. @internal */
export interface Pattern {
  readonly questions: readonly Question[];
  /** About how many comparisons it makes. */
  readonly cost: number;
  matches(value: unknown): boolean;
}

type Ordered = number | string | bigint;

const isOrdered = (value: unknown): value is Ordered =>
  ['number', 'string', 'bigint'].includes(typeof value);

const compare =
  (holds: (a: Ordered, b: Ordered) => boolean) =>
  (expected: Ordered): Test =>
  (value) =>
    typeof value === typeof expected && holds(value as Ordered, expected);

const COMPARISONS: Readonly<Record<string, (expected: Ordered) => Test>> = {
  $gt: compare((a, b) => a > b),
  $gte: compare((a, b) => a >= b),
  $lt: compare((a, b) => a < b),
  $lte: compare((a, b) => a <= b),
};

/** @internal */
export const TESTS = ['$in', '$ne', ...Object.keys(COMPARISONS)];

/** The one value that a part stands for; `undefined` after a report. @internal */
export type ReadConstant = (layer: Layer) => { value: unknown } | undefined;

/** A pattern as it was written; `undefined` after a report. @internal */
export function compilePattern(
  layer: Layer,
  read: ReadConstant,
): Pattern | undefined {
  const { value } = layer;
  if (!isPlainObject(value) || Object.keys(value).length === 0) {
    return refuseAt(
      layer,
      `expects a mapping of what to leave out, got ${isPlainObject(value) ? 'an empty one' : kindOf(value)}`,
    );
  }
  const questions = new PatternReader(read).questions(layer, []);
  if (questions === undefined) return undefined;
  return {
    questions,
    cost: weightOf(value),
    matches: (config) =>
      questions.every(({ path, test }) => {
        const found = valueAt(config, path);
        return found !== undefined && test(found);
      }),
  };
}

class PatternReader {
  constructor(private readonly read: ReadConstant) {}

  questions(layer: Layer, path: readonly string[]): Question[] | undefined {
    const { value } = layer;
    const operator = operatorKey(value);
    if (
      !isPlainObject(value) ||
      Object.keys(value).length === 0 ||
      (operator !== undefined && Object.hasOwn(OPERATORS, operator))
    ) {
      const test = this.equal(layer);
      return test === undefined ? undefined : [{ path, layer, test }];
    }
    const keys = Object.keys(value);
    const found = keys.map((key) => {
      const child = childLayer(layer, key);
      if (!keys.some(isOurs))
        return this.questions(child, [...path, key.replace(/^\$\$/, '$')]);
      const test = this.test(key, child);
      return test === undefined ? undefined : [{ path, layer, test }];
    });
    return found.every((each) => each !== undefined) ? found.flat() : undefined;
  }

  private test(name: string, expected: Layer): Test | undefined {
    const { value } = expected;
    if (Object.hasOwn(COMPARISONS, name)) {
      return isOrdered(value)
        ? COMPARISONS[name](value)
        : refuseAt(
            expected,
            `expects a number or a text, got ${kindOf(value)}`,
          );
    }
    if (name === '$ne') {
      const isEqual = this.equal(expected);
      return isEqual && ((found) => !isEqual(found));
    }
    if (name !== '$in') {
      return refuseAt(
        expected,
        `unknown test ${name}; known: ${TESTS.join(', ')}`,
        didYouMean(name, TESTS),
      );
    }
    if (!Array.isArray(value))
      return refuseAt(expected, `expects a list, got ${kindOf(value)}`);
    const tests = value.map((_, at) => this.equal(childLayer(expected, at)));
    return tests.every((test) => test !== undefined)
      ? (found) => tests.some((test) => test(found))
      : undefined;
  }

  private equal(layer: Layer): Test | undefined {
    const constant = this.read(layer);
    return constant && equalTo(constant.value);
  }
}

function equalTo(expected: unknown): Test {
  if (typeof expected !== 'object' || expected === null) {
    // As ids see it: -0 is 0, and NaN is NaN.
    return (value) => value === expected || Object.is(value, expected);
  }
  const text = writeCanonical(expected);
  return (value) => typeof value === 'object' && writeCanonical(value) === text;
}
