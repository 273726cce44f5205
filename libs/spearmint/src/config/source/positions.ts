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
export function findNode(
  root: PositionNode,
  path: ConfigPath,
): { node: PositionNode; depth: number } {
  let node = root;
  for (const [depth, segment] of path.entries()) {
    const child = childOf(node, String(segment));
    if (!child) return { node, depth };
    node = child;
  }
  return { node, depth: path.length };
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
  return new Lines(text).at(offset);
}

/** The lines of a text, to find many places in it. @internal */
export class Lines {
  private readonly starts = [0];

  constructor(text: string) {
    for (const end of text.matchAll(/\r\n|\r|\n/g))
      this.starts.push(end.index + end[0].length);
  }

  at(offset: number): FilePosition {
    const place = Math.max(0, offset);
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.starts[middle] <= place) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: place - this.starts[low] + 1 };
  }
}

/** Where a path stands in a text. @internal */
export function locateIn(
  lines: Lines,
  root: PositionNode,
  path: ConfigPath,
): FilePosition {
  const { node, depth } = findNode(root, path);
  return { ...lines.at(node.offset), depth };
}
