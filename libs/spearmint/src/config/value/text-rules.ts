/** Keys that reach the prototype. @internal */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set([
  '__proto__',
  'constructor',
  'prototype',
]);

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Half of a pair is no character, and has no UTF-8 form. @internal */
export function hasLoneSurrogate(text: string): boolean {
  return LONE_SURROGATE.test(text);
}
