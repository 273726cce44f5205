import { SpearmintConfigError } from '../spearmint-config.error.js';
import { isIterable, kindOf } from '../value/kinds.js';
import { Dynamic } from './dynamic.js';
import type { Merged, Resolved } from './space.types.js';
import { toForm } from './to-form.js';

/** So many items a grid takes from an iterable, which may have no end. */
const MAX_ITEMS = 1_000_000;

/** Numbers from one to another by a step. @publicApi */
export interface RangeOptions {
  readonly from: number;
  /** Included, when a step hits it. */
  readonly to: number;
  /** @default 1 */
  readonly step?: number;
}

/** A number of values from one to another. @publicApi */
export interface SpacingOptions {
  /** The first value. */
  readonly from: number;
  /** The last value. */
  readonly to: number;
  /** How many values, with both ends. */
  readonly count: number;
}

/** The bounds of drawn numbers. @publicApi */
export interface IntervalOptions {
  readonly from: number;
  readonly to: number;
}

/**
 * Each item once. Items may be objects with dynamic parts of their own.
 *
 * @param items a list, a set, or a function that gives them when they are needed
 * @throws SpearmintConfigError `E_DYNAMIC` for an iterator, which can be read only once
 * @publicApi
 */
export function grid<const T>(
  items: Iterable<T> | (() => Iterable<T>),
): Dynamic<Resolved<T>> {
  return new Dynamic({ $grid: take(items, 'grid()').map(toForm) });
}

/** `from`, `from + step`, ... up to and including `to`, in decimal arithmetic. @publicApi */
export function range(options: RangeOptions): Dynamic<number> {
  return new Dynamic({ $range: { ...options } });
}

/** `count` numbers, evenly spaced. @publicApi */
export function linspace(options: SpacingOptions): Dynamic<number> {
  return new Dynamic({ $linspace: { ...options } });
}

/** `count` numbers, each the same multiple of the one before; the ends are values, not exponents. @publicApi */
export function logspace(options: SpacingOptions): Dynamic<number> {
  return new Dynamic({ $logspace: { ...options } });
}

/** A number drawn for each sample; needs the space's `seed`. @publicApi */
export function uniform(
  options: IntervalOptions & { readonly step?: number },
): Dynamic<number> {
  return new Dynamic({ $uniform: { ...options } });
}

/** A number drawn for each sample, with the same chance for each order of magnitude. @publicApi */
export function logUniform(options: IntervalOptions): Dynamic<number> {
  return new Dynamic({ $loguniform: { ...options } });
}

/** A whole number drawn for each sample, both ends included. @publicApi */
export function int(options: IntervalOptions): Dynamic<number> {
  return new Dynamic({ $int: { ...options } });
}

/** One of the items, drawn for each sample. @publicApi */
export function choice<const T>(
  items: Iterable<T> | (() => Iterable<T>),
): Dynamic<Resolved<T>> {
  return new Dynamic({ $choice: take(items, 'choice()').map(toForm) });
}

/**
 * Named alternatives, each laid over what they share. Names are labels and no
 * part of an id.
 *
 * @publicApi
 */
export function variants<
  const V extends Readonly<Record<string, object>>,
  // oxlint-disable-next-line typescript/no-empty-object-type
  const S extends object = {},
>(
  alternatives: V,
  shared?: S,
): Dynamic<Merged<Resolved<S>, Resolved<V[keyof V]>>> {
  const form = toForm(shared ?? {}) as object;
  return new Dynamic({
    ...form,
    $variants: Object.fromEntries(
      Object.entries(alternatives).map(([name, part]) => [name, toForm(part)]),
    ),
  });
}

/** A secret by its name; the method alone gets its value. @publicApi */
export function secret(name: string): Dynamic<string> {
  return new Dynamic({ $secret: name });
}

/** The text of an environment variable, or the default. @publicApi */
export function env(name: string): Dynamic<string>;
export function env<const D>(name: string, fallback: D): Dynamic<string | D>;
export function env(name: string, ...fallback: unknown[]): Dynamic<unknown> {
  return new Dynamic({
    $env: fallback.length === 0 ? name : [name, ...fallback],
  });
}

/** The text of a file, by its path from the base directory. @publicApi */
export function textFile(path: string): Dynamic<string> {
  return new Dynamic({ $file: path });
}

/** The value as it stands: `$` keys in it are data. @publicApi */
export function literal<const T>(value: T): Dynamic<Resolved<T>> {
  return new Dynamic({ $literal: value });
}

function take<T>(
  items: Iterable<T> | (() => Iterable<T>),
  helper: string,
): T[] {
  const iterable: unknown = typeof items === 'function' ? items() : items;
  if (
    typeof iterable !== 'object' ||
    iterable === null ||
    !isIterable(iterable)
  ) {
    throw refusal(helper, `expects a list, got ${kindOf(iterable)}`);
  }
  const isOnce =
    typeof items !== 'function' &&
    'next' in iterable &&
    !Array.isArray(iterable);
  if (isOnce) {
    throw refusal(
      helper,
      'an iterator can be read only once',
      'pass a list, or a function that gives the iterator',
    );
  }
  const taken: T[] = [];
  for (const item of iterable as Iterable<T>) {
    if (taken.length === MAX_ITEMS)
      throw refusal(helper, `gives more than ${MAX_ITEMS} items`);
    taken.push(item);
  }
  return taken;
}

function refusal(
  helper: string,
  message: string,
  hint?: string,
): SpearmintConfigError {
  const issue = { code: 'E_DYNAMIC', origin: '', path: '', message } as const;
  return new SpearmintConfigError(helper, [
    hint === undefined ? issue : { ...issue, hint },
  ]);
}
