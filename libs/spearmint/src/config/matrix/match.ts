import { writeCanonical } from '../identity/write-canonical.js';
import { didYouMean } from '../nearest.js';
import { isPlainObject, kindOf } from '../value/kinds.js';
import { valueAt } from '../value/value-at.js';
import { childLayer, isOurs, refuseAt, type Layer } from './layer.js';

type Test = (value: unknown) => boolean;

/** One thing that a pattern asks. */
interface Question {
  readonly path: readonly string[];
  readonly layer: Layer;
  readonly test: Test;
}

/** What `$exclude` leaves out: configs that agree with all that is listed. @internal */
export interface Pattern {
  readonly questions: readonly Question[];
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

/** A pattern as it was written; `undefined` after a report. @internal */
export function compilePattern(layer: Layer): Pattern | undefined {
  const { value } = layer;
  if (!isPlainObject(value) || Object.keys(value).length === 0) {
    return refuseAt(
      layer,
      `expects a mapping of what to leave out, got ${isPlainObject(value) ? 'an empty one' : kindOf(value)}`,
    );
  }
  const questions: Question[] = [];
  if (!ask(layer, [], questions)) return undefined;
  return {
    questions,
    matches: (config) =>
      questions.every(({ path, test }) => {
        const found = valueAt(config, path);
        return found !== undefined && test(found);
      }),
  };
}

function ask(layer: Layer, path: readonly string[], into: Question[]): boolean {
  const { value } = layer;
  if (!isPlainObject(value)) {
    into.push({ path, layer, test: equalTo(value) });
    return true;
  }
  const keys = Object.keys(value);
  if (keys.length === 0) {
    into.push({ path, layer, test: equalTo(value) });
    return true;
  }
  if (!keys.some(isOurs)) {
    return keys
      .map((key) => {
        const name = key.startsWith('$$') ? key.slice(1) : key;
        return ask(childLayer(layer, key), [...path, name], into);
      })
      .every(Boolean);
  }
  return keys
    .map((key) => {
      const test = testOf(key, childLayer(layer, key));
      if (test !== undefined) into.push({ path, layer, test });
      return test !== undefined;
    })
    .every(Boolean);
}

function testOf(name: string, expected: Layer): Test | undefined {
  const { value } = expected;
  if (Object.hasOwn(COMPARISONS, name)) {
    return isOrdered(value)
      ? COMPARISONS[name](value)
      : refuseAt(expected, `expects a number or a text, got ${kindOf(value)}`);
  }
  if (name === '$ne') {
    const isEqual = equalTo(value);
    return (found) => !isEqual(found);
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
  const tests = value.map(equalTo);
  return (found) => tests.some((test) => test(found));
}

function equalTo(expected: unknown): Test {
  if (typeof expected !== 'object' || expected === null) {
    // As ids see it: -0 is 0, and NaN is NaN.
    return (value) => value === expected || Object.is(value, expected);
  }
  const text = writeCanonical(expected);
  return (value) => typeof value === 'object' && writeCanonical(value) === text;
}
