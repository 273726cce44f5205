import { kindOf } from '../../value/kinds.js';
import { equalItems } from '../equal-items.js';
import { childLayer, refuseAt, type Layer } from '../layer.js';
import { ChoiceNode } from '../node/choice.node.js';
import type { Operator } from './operator.interface.js';
import { listSchema, VALUE } from './schemas.js';

export const grid: Operator = {
  description:
    'Each item once. Items may be mappings with operators of their own.',
  schema: listSchema(VALUE),
  compile(argument, path, context) {
    const layers = itemLayers(
      argument,
      'is an empty list, which would make the whole pool empty',
    );
    if (layers === undefined) return undefined;
    const items = layers.map((layer) => context.compile([layer], path));
    const [first, second] = equalItems(items);
    const [only] = items;
    if (items.length === 1 && only.isConstant) return only;
    return first === undefined
      ? new ChoiceNode(path, items)
      : refuseAt(argument, `items ${first} and ${second} are equal`);
  },
};

/** The items of a list that has some; `undefined` after a report. @internal */
export function itemLayers(
  argument: Layer,
  whenEmpty: string,
): Layer[] | undefined {
  const { value } = argument;
  if (!Array.isArray(value))
    return refuseAt(argument, `expects a list, got ${kindOf(value)}`);
  if (value.length === 0) return refuseAt(argument, whenEmpty);
  return value.map((_, index) => childLayer(argument, index));
}
