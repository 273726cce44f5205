import { DecimalSteps } from '../decimal.js';
import { childLayer, refuseAt, type Layer } from '../layer.js';
import { ProgressionNode } from '../node/progression.node.js';
import type { Operator } from './operator.interface.js';
import { numbersSchema, POSITIVE_INTEGER } from './schemas.js';
import { readNumbers } from './read-numbers.js';

/** Doubles carry so many decimal digits through arithmetic. */
const DIGITS = 15;

export const range: Operator = {
  description:
    'from, from + step, ... up to and including to, in decimal arithmetic. step is 1 unless given, and may be negative.',
  schema: numbersSchema(['from', 'to'], ['step']),
  compile(argument, path) {
    const numbers = readNumbers(argument, ['from', 'to'], ['step']);
    if (numbers === undefined) return undefined;
    const { from, to, step = 1 } = numbers;
    if (step === 0)
      return refuseAt(childLayer(argument, 'step'), 'must not be 0');
    const steps = new DecimalSteps(from, to, step);
    return steps.count === 0n
      ? refuseAt(
          argument,
          `never reaches to=${to} from from=${from} with step=${step}`,
          `write step: ${-step}`,
        )
      : new ProgressionNode(path, steps.count, (index) => steps.at(index));
  },
};

export const linspace: Operator = {
  description: 'count numbers from from to to, evenly spaced, both included.',
  schema: numbersSchema(['from', 'to'], [], { count: POSITIVE_INTEGER }),
  compile(argument, path) {
    const numbers = readSpan(argument);
    if (numbers === undefined) return undefined;
    const { from, to, count } = numbers;
    return new ProgressionNode(path, BigInt(count), (index) =>
      between(
        from,
        to,
        count,
        index,
        (share) => from * (1 - share) + to * share,
      ),
    );
  },
};

export const logspace: Operator = {
  description:
    'count numbers from from to to, each the same multiple of the one before, both included. from and to are values, not exponents.',
  schema: numbersSchema(['from', 'to'], [], { count: POSITIVE_INTEGER }),
  compile(argument, path) {
    const numbers = readSpan(argument);
    if (numbers === undefined) return undefined;
    const { from, to, count } = numbers;
    if (from <= 0 || to <= 0) {
      return refuseAt(
        argument,
        'from and to are the first and last values (not exponents) and must be greater than 0',
      );
    }
    return new ProgressionNode(path, BigInt(count), (index) =>
      between(from, to, count, index, (share) =>
        Math.exp(Math.log(from) * (1 - share) + Math.log(to) * share),
      ),
    );
  },
};

function readSpan(argument: Layer) {
  const numbers = readNumbers(argument, ['from', 'to', 'count']);
  if (numbers === undefined) return undefined;
  const { from, to, count } = numbers;
  const place = childLayer(argument, 'count');
  if (!Number.isSafeInteger(count) || count < 1)
    return refuseAt(
      place,
      `must be a whole number of at least 1, got ${count}`,
    );
  if (count === 1 && from !== to)
    return refuseAt(place, 'count 1 needs from = to');
  return count > 1 && from === to
    ? refuseAt(argument, `from and to are both ${from}: all numbers are equal`)
    : numbers;
}

/** Both ends as they were written, and what is between without the noise of the last bits. */
function between(
  from: number,
  to: number,
  count: number,
  index: number,
  valueAt: (share: number) => number,
): number {
  if (index === 0) return from;
  if (index === count - 1) return to;
  return Number(valueAt(index / (count - 1)).toPrecision(DIGITS));
}
