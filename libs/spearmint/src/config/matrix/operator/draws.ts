import type { ConfigPath } from '../../config-path.js';
import { DecimalSteps } from '../decimal.js';
import { drawPoint } from '../draw-point.js';
import { childLayer, refuseAt, type Layer } from '../layer.js';
import { DrawNode } from '../node/draw.node.js';
import { itemLayers } from './grid.js';
import type { Operator, OperatorContext } from './operator.interface.js';
import { readNumbers } from './read-numbers.js';
import { listSchema, numbersSchema, VALUE } from './schemas.js';

/** Logarithms differ in their last bits from one machine to the next. */
const DIGITS = 15;

/** A value for each sample, from a point between 0 and 1. */
function drawn(
  path: ConfigPath,
  context: OperatorContext,
  valueAt: (point: number, sample: number) => unknown,
): DrawNode {
  return new DrawNode(path, (sample) =>
    valueAt(drawPoint(context.seed, path, sample), sample),
  );
}

/** `from` and `to` of an interval that is not empty. */
function readInterval(argument: Layer, optional: readonly 'step'[] = []) {
  const numbers = readNumbers(argument, ['from', 'to'], optional);
  if (numbers === undefined) return undefined;
  if (!Number.isFinite(numbers.to - numbers.from))
    return refuseAt(argument, 'from and to are too far apart for a number');
  return numbers.from < numbers.to
    ? numbers
    : refuseAt(
        argument,
        `from must be less than to, got from=${numbers.from} and to=${numbers.to}`,
      );
}

export const uniform: Operator = {
  description:
    'A number between from and to, or one of from, from + step, ... up to to, the same chance for each.',
  schema: numbersSchema(['from', 'to'], ['step']),
  compile(argument, path, context) {
    context.needsSeed(path);
    const numbers = readInterval(argument, ['step']);
    if (numbers === undefined) return undefined;
    const { from, to, step } = numbers;
    if (step === undefined) {
      return drawn(path, context, (point) => from + point * (to - from));
    }
    if (step <= 0)
      return refuseAt(
        childLayer(argument, 'step'),
        `must be greater than 0, got ${step}`,
      );
    const steps = new DecimalSteps(from, to, step);
    const count = Number(steps.count);
    if (!Number.isSafeInteger(count))
      return refuseAt(
        childLayer(argument, 'step'),
        `is too small to count the steps, got ${step}`,
      );
    return drawn(path, context, (point) => steps.at(Math.floor(point * count)));
  },
};

export const logUniform: Operator = {
  description:
    'A number between from and to, the same chance for each order of magnitude.',
  schema: numbersSchema(['from', 'to'], []),
  compile(argument, path, context) {
    context.needsSeed(path);
    const numbers = readInterval(argument);
    if (numbers === undefined) return undefined;
    const { from, to } = numbers;
    if (from <= 0)
      return refuseAt(
        childLayer(argument, 'from'),
        `must be greater than 0, got ${from}`,
      );
    return drawn(path, context, (point) => {
      const log = Math.log(from) * (1 - point) + Math.log(to) * point;
      return Number(Math.exp(log).toPrecision(DIGITS));
    });
  },
};

export const int: Operator = {
  description: 'A whole number from from to to, both included.',
  schema: numbersSchema(['from', 'to'], []),
  compile(argument, path, context) {
    context.needsSeed(path);
    const numbers = readInterval(argument);
    if (numbers === undefined) return undefined;
    const { from, to } = numbers;
    const odd = (['from', 'to'] as const).find(
      (key) => !Number.isSafeInteger(numbers[key]),
    );
    return odd === undefined
      ? drawn(
          path,
          context,
          (point) => from + Math.floor(point * (to - from + 1)),
        )
      : refuseAt(
          childLayer(argument, odd),
          `must be a whole number, got ${numbers[odd]}`,
        );
  },
};

export const choice: Operator = {
  description: 'One of the items, the same chance for each.',
  schema: listSchema(VALUE),
  compile(argument, path, context) {
    context.needsSeed(path);
    const layers = itemLayers(
      argument,
      'is an empty list, nothing to draw from',
    );
    if (layers === undefined) return undefined;
    // Draws in an item have a place of their own, or they would follow this one.
    const items = layers.map((layer, index) =>
      context.compile([layer], [...path, '$choice', index]),
    );
    const many = items.findIndex((item) => item.count !== 1n);
    return many >= 0
      ? refuseAt(
          layers[many],
          'stands for several values, and one has to be drawn',
          'move the operator out of $choice, or use $grid',
        )
      : drawn(path, context, (point, sample) =>
          items[Math.floor(point * items.length)].at(0, sample),
        );
  },
};
