import type { ConfigPath } from '../config-path.js';
import { isPlainObject, kindOf } from '../value/kinds.js';
import type { Compiler } from './compiler.js';
import { equalItems } from './equal-items.js';
import { childLayer, isData, isOurs, refuseAt, type Layer } from './layer.js';
import { ChoiceNode, type VariantName } from './node/choice.node.js';

export const VARIANTS = '$variants';

interface Variant extends VariantName {
  /** From the base file to the file that extends it. */
  readonly layers: readonly Layer[];
}

/**
 * One mapping per variant: its siblings, and the variant's part over them.
 *
 * @param layers the mapping, variants and all
 * @param variants those of the layers that have variants
 * @internal
 */
export function compileVariants(
  compiler: Compiler,
  layers: readonly Layer[],
  variants: readonly Layer[],
  path: ConfigPath,
): ChoiceNode | undefined {
  const holders = variants.map((layer) => childLayer(layer, VARIANTS));
  const found = variantsOf(holders);
  if (found === undefined) return undefined;
  const items = found.map((variant) =>
    compiler.variant([...layers, ...variant.layers], path, layers.length),
  );
  const [first, second] = compiler.isExhausted ? [] : equalItems(items);
  if (first !== undefined && second !== undefined) {
    return refuseAt(
      holders[holders.length - 1],
      `the variants ${found[first].name} and ${found[second].name} are equal`,
    );
  }
  return new ChoiceNode(path, items, found);
}

function variantsOf(holders: readonly Layer[]): Variant[] | undefined {
  const top = holders[holders.length - 1];
  const { value } = top;
  if (!Array.isArray(value) && !isPlainObject(value)) {
    return refuseAt(
      top,
      `expects a mapping of names or a list, got ${kindOf(value)}`,
    );
  }
  const variants = Array.isArray(value)
    ? value.map((_, index) => ({
        name: `#${index}`,
        key: index,
        layers: [childLayer(top, index)],
      }))
    : namedVariants(holders);
  if (variants.length === 0)
    return refuseAt(top, 'is empty, which would make the whole pool empty');
  const odd = variants
    .flatMap(({ layers }) => layers)
    .filter((layer) => !isData(layer.value));
  for (const layer of odd) {
    refuseAt(
      layer,
      `a variant must be a mapping of data, got ${isPlainObject(layer.value) ? 'an operator' : kindOf(layer.value)}`,
    );
  }
  const ours = variants.filter(({ key }) => isOurs(String(key)));
  for (const { name, layers } of ours) {
    refuseAt(
      layers[layers.length - 1],
      `${name} is no name of a variant`,
      `a name that starts with "$" is written "$${name}"`,
    );
  }
  return odd.length + ours.length === 0 ? variants : undefined;
}

/** Those of a base file too, unless a list stands over them. */
function namedVariants(holders: readonly Layer[]): Variant[] {
  const named = holders.slice(
    holders.findLastIndex(({ value }) => !isPlainObject(value)) + 1,
  );
  const byName = new Map<string, Layer[]>();
  for (const holder of named) {
    for (const name of Object.keys(holder.value as object)) {
      const layers = byName.get(name) ?? [];
      byName.set(name, [...layers, childLayer(holder, name)]);
    }
  }
  return Array.from(byName, ([key, layers]) => {
    const name = key.startsWith('$$') ? key.slice(1) : key;
    return { name, key, layers };
  });
}
