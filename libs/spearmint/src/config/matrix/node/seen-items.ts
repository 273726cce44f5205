import type { ConfigNode } from './config-node.interface.js';

/** Which items of which axes the configs that were looked at show. @internal */
export class SeenItems {
  private readonly items = new Map<ConfigNode, Set<number>>();

  /** @returns whether no config has shown it before. */
  add(node: ConfigNode, item: number): boolean {
    let seen = this.items.get(node);
    if (seen === undefined) this.items.set(node, (seen = new Set()));
    if (seen.has(item)) return false;
    seen.add(item);
    return true;
  }
}
