import type { BranchOrder } from '../input/branch-query.js';

/** Behind which branch a page begins: its time or duration, and its key. @internal */
export interface PagePlace {
  readonly value: number;
  readonly key: number;
}

/** @internal */
export function cursorOf(
  order: BranchOrder,
  { value, key }: PagePlace,
): string {
  return Buffer.from(JSON.stringify([order, value, key])).toString('base64url');
}

/** The place; undefined when it is none for pages of this order. @internal */
export function placeOf(
  order: BranchOrder,
  cursor: string,
): PagePlace | undefined {
  try {
    const [of, value, key] = JSON.parse(
      Buffer.from(cursor, 'base64url').toString(),
    ) as unknown[];
    if (of !== order || !Number.isFinite(value) || !Number.isSafeInteger(key))
      return undefined;
    return { value: value as number, key: key as number };
  } catch {
    return undefined;
  }
}
