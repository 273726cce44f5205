import { writeCanonical } from '../identity/write-canonical.js';
import { ConstantNode } from './node/constant.node.js';
import type { ConfigNode } from './node/config-node.interface.js';

/** The numbers of two items that are the same in every config, and equal. @internal */
export function equalItems(items: readonly ConfigNode[]): [number?, number?] {
  const seen = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    if (!(item instanceof ConstantNode)) continue;
    const text = writeCanonical(item.value);
    const first = seen.get(text);
    if (first !== undefined) return [first, index];
    seen.set(text, index);
  }
  return [];
}
