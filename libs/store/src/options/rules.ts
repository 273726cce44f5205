/** Tells what a value should be where it is not. @internal */
export type Rule = (value: unknown) => string | undefined;

/** A rule for each of its members. @internal */
export type RulesOf<T> = Readonly<Record<keyof T, Rule>>;

/** @internal */
export const when =
  (holds: (value: unknown) => boolean, needed: string): Rule =>
  (value) =>
    holds(value) ? undefined : needed;

/** What is checked elsewhere. @internal */
export const isAnything: Rule = () => undefined;

/** @internal */
export const isText = when(
  (value) => typeof value === 'string' && value !== '',
  'a text that is not empty',
);

/** @internal */
export const isPathOf = (what: string): Rule =>
  when((value) => isText(value) === undefined, `the path of a ${what}`);

/** @internal */
export const isDuration = when(
  (value) => Number.isFinite(value) && Number(value) >= 0,
  'a number of milliseconds from 0 up',
);

/** @internal */
export const isFlag = when(
  (value) => typeof value === 'boolean',
  'true or false',
);

/** @internal */
export const isWhole = (least: number, most = Infinity): Rule =>
  when(
    (value) =>
      Number.isSafeInteger(value) &&
      Number(value) >= least &&
      Number(value) <= most,
    `a whole number from ${least} ${most === Infinity ? 'up' : `to ${most}`}`,
  );

/** @internal */
export const isOneOf = (...known: readonly string[]): Rule =>
  when(
    (value) => known.includes(value as string),
    `one of ${known.join(', ')}`,
  );
