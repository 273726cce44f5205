import type { Dynamic } from './dynamic.js';

/** What has no parts that could vary by themselves. */
type Leaf =
  | string
  | number
  | boolean
  | bigint
  | null
  | undefined
  | Date
  | ArrayBufferView
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>;

type Method = (...args: never[]) => unknown;

/** The keys of a model that hold data. */
type DataKey<T, K extends keyof T> = [T[K]] extends [Method] ? never : K;

type Parts<T> = [T] extends [Leaf]
  ? T
  : T extends Leaf
    ? T
    : T extends readonly (infer Item)[]
      ? readonly SpaceValue<Item>[]
      : { [K in keyof T as DataKey<T, K>]: SpaceValue<T[K]> };

/** What is data in a type: everything but methods. */
type Data<T> = [T] extends [Leaf]
  ? T
  : T extends Leaf
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Data<Item>[]
      : { [K in keyof T as DataKey<T, K>]: Data<T[K]> };

/**
 * A value of type `T`, any part of which may be a {@link Dynamic} of its type.
 *
 * @publicApi
 */
export type SpaceValue<T> = Parts<T> | Dynamic<Data<T>>;

/** {@link SpaceValue} in which everything may be left out. @publicApi */
export type SpacePartial<T> =
  | Dynamic<Data<T>>
  | ([T] extends [Leaf]
      ? T
      : T extends Leaf
        ? T
        : T extends readonly (infer Item)[]
          ? readonly SpaceValue<Item>[]
          : { [K in keyof T as DataKey<T, K>]?: SpacePartial<T[K]> });

/** What a value is asked by a pattern. @publicApi */
export interface PatternTests<T> {
  readonly $in?: readonly T[];
  readonly $ne?: T;
  readonly $gt?: T;
  readonly $gte?: T;
  readonly $lt?: T;
  readonly $lte?: T;
}

/** What `exclude` leaves out: configs that agree with all that is listed. @publicApi */
export type SpacePattern<T> = [T] extends [Leaf]
  ? T | PatternTests<T>
  : T extends Leaf
    ? T | PatternTests<T>
    : T extends readonly unknown[]
      ? T | PatternTests<T>
      : { readonly [K in keyof T as DataKey<T, K>]?: SpacePattern<T[K]> };

/** The type of what a spec stands for: `Dynamic<X>` is `X`, at any depth. @publicApi */
export type Resolved<S> =
  S extends Dynamic<infer T>
    ? T
    : S extends Leaf
      ? S
      : { -readonly [K in keyof S]: Resolved<S[K]> };

/** One object type out of an intersection. @publicApi */
export type Merged<Shared, Variant> = Variant extends unknown
  ? {
      [K in keyof (Omit<Shared, keyof Variant> & Variant)]: (Omit<
        Shared,
        keyof Variant
      > &
        Variant)[K];
    }
  : never;
