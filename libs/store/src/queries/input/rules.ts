import { isText, type Rule, when } from '../../options/rules.js';

/** @internal */
export const isTextOrNull = when(
  (value) => value === null || isText(value) === undefined,
  'the id of a branch, or null',
);

/** @internal */
export const isTexts = when(
  (value) => each(value, (one) => isText(one) === undefined),
  'a text, or a list of texts',
);

/** @internal */
export const isMoment = when(
  (value) => Number.isFinite(value instanceof Date ? value.getTime() : value),
  'a Date, or milliseconds since the epoch',
);

/** @internal */
export const isSignal = when(
  (value) => value instanceof AbortSignal,
  'an AbortSignal',
);

/** @internal */
export const areOf = (...known: readonly string[]): Rule =>
  when(
    (value) => each(value, (one) => known.includes(one as string)),
    `one of ${known.join(', ')}, or a list of them`,
  );

/** The one that it is, or each of the list; not without any. */
function each(value: unknown, holds: (one: unknown) => boolean): boolean {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.length > 0 && list.length <= 1_000 && list.every(holds);
}
