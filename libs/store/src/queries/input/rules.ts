/** Tells what a value should be where it is not. @internal */
export type Rule = (value: unknown) => string | undefined;

const when =
  (holds: (value: unknown) => boolean, needed: string): Rule =>
  (value) =>
    holds(value) ? undefined : needed;

const isFinite = (value: unknown): value is number => Number.isFinite(value);

/** @internal */
export const isText = when(
  (value) => typeof value === 'string' && value !== '',
  'a text that is not empty',
);

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
  (value) => isFinite(value instanceof Date ? value.getTime() : value),
  'a Date, or milliseconds since the epoch',
);

/** @internal */
export const isDuration = when(
  (value) => isFinite(value) && value >= 0,
  'a number of milliseconds from 0 up',
);

/** @internal */
export const isFlag = when(
  (value) => typeof value === 'boolean',
  'true or false',
);

/** @internal */
export const isSignal = when(
  (value) => value instanceof AbortSignal,
  'an AbortSignal',
);

/** @internal */
export const isWhole = (least: number, most: number): Rule =>
  when(
    (value) =>
      Number.isSafeInteger(value) &&
      isFinite(value) &&
      value >= least &&
      value <= most,
    `a whole number from ${least} to ${most}`,
  );

/** @internal */
export const isOneOf = (...known: readonly string[]): Rule =>
  when(
    (value) => known.includes(value as string),
    `one of ${known.join(', ')}`,
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
