import type { OptionRule } from './option-issues.js';

/** @internal */
export const count = (least: number, what = 'number'): OptionRule => [
  (value) => Number.isSafeInteger(value) && (value as number) >= least,
  `a whole ${what} of at least ${least}`,
];

/** @internal */
export const oneOf = (...known: unknown[]): OptionRule => [
  (value) => known.includes(value),
  known.map((value) => JSON.stringify(value)).join(' or '),
];

/** @internal */
export const number = (
  isSound: (value: number) => boolean,
  expected: string,
): OptionRule => [
  (value) => typeof value === 'number' && isSound(value),
  `a number ${expected}`,
];

/** @internal */
export const flag = oneOf(true, false);

/** @internal */
export const list: OptionRule = [Array.isArray, 'a list'];

/** @internal */
export const text: OptionRule = [
  (value) => typeof value === 'string' && value !== '',
  'a text that is not empty',
];

/** @internal */
export const valuesByPath: OptionRule = [
  (value) => typeof value === 'object' && value !== null,
  'an object of values by path',
];

/** A time that ends something, in milliseconds. @internal */
export const timeout = number((value) => value > 0, 'of milliseconds above 0');

/** @internal */
export const share = number((value) => value >= 0 && value <= 1, 'from 0 to 1');

/** Passes all values: whoever uses the option checks it. @internal */
export const checkedByItsUser: OptionRule = [() => true, ''];

/** A value of an option, for a message. What is in objects may be secret. @internal */
export function shownOption(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? 'a list' : 'an object';
}
