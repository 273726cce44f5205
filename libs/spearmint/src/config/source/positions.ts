import type { ConfigPath } from '../config-path.js';
import type { FilePosition } from '../origin.interface.js';

/**
 * Where a node of a document stands, by offset: a member of a mapping at its
 * key, an item of a list at its beginning.
 *
 * @internal
 */
export interface PositionNode {
  offset: number;
  /** Members by key or items by index; a merged mapping stands under `<<`. */
  readonly children: Map<string, PositionNode>;
}

/** @internal */
export interface DuplicateKey {
  readonly key: string;
  readonly first: number;
  readonly second: number;
}

/**
 * The node of a path, or its deepest ancestor when the path goes on beyond the file.
 *
 * @internal
 */
export function findNode(root: PositionNode, path: ConfigPath): PositionNode {
  let node = root;
  for (const segment of path) {
    const child = childOf(node, String(segment));
    if (!child) return node;
    node = child;
  }
  return node;
}

/** The file may hold the key escaped, or its mapping under `$literal` or merged from elsewhere. */
function childOf(
  node: PositionNode,
  key: string,
  seen = new Set<PositionNode['children']>(),
): PositionNode | undefined {
  if (seen.has(node.children)) return undefined;
  seen.add(node.children);
  const own =
    node.children.get(key) ??
    (key.startsWith('$') ? node.children.get(`$${key}`) : undefined);
  if (own) return own;
  const merged = node.children.get('<<');
  const elsewhere = [
    node.children.get('$literal'),
    merged,
    ...(merged?.children.values() ?? []),
  ];
  for (const other of elsewhere) {
    const found = other && childOf(other, key, seen);
    if (found) return found;
  }
  return undefined;
}

/** @internal */
export function positionAt(text: string, offset: number): FilePosition {
  const before = text.slice(0, Math.max(0, offset)).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
