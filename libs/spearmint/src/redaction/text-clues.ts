import type { NameEndings } from './name-endings.js';

/** What a text may hold, by which it is looked at closely. @internal */
export const CLUE = {
  /** `password=`, `"apiKey": ` */
  name: 1,
  /** `scheme://user:password@host` */
  user: 2,
  /** `Bearer`, `Basic` */
  scheme: 4,
  /** A key or a token that is known by its form. */
  token: 8,
  all: 15,
} as const;

/** Ends a run of characters that tokens are of. */
const BREAK = 1;
const SEPARATOR = 2;
const AT = 4;
const B = 8;
const DASH = 16;
/** What kinds of characters there are, as sums of the above; 0 for most. */
const KIND = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return (
    (/[\w.-]/.test(character) ? 0 : BREAK) +
    (/[:=]/.test(character) ? SEPARATOR : 0) +
    (character === '@' ? AT : 0) +
    (/b/i.test(character) ? B : 0) +
    (character === '-' ? DASH : 0)
  );
});

/** The shortest token that is known by its form: `hf_` and 16 characters. */
const SHORTEST_TOKEN = 19;
const E = 0x65;
const A = 0x61;
const S = 0x73;
const LOWER = 0x20;

/**
 * Reads a text once, and gives every form of a credential that may be in it: none for
 * most texts, where the expressions that find them would take ten times as long.
 *
 * @internal
 */
export function cluesIn(text: string, endings: NameEndings): number {
  const { length } = text;
  let clues = 0;
  let start = 0;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? KIND[code] : BREAK;
    if (kind === 0) continue;
    if ((kind & BREAK) !== 0) {
      if (at - start >= SHORTEST_TOKEN) clues |= CLUE.token;
      start = at + 1;
      if ((kind & SEPARATOR) !== 0 && endings.mayEndAt(text, at))
        clues |= CLUE.name;
      else if ((kind & AT) !== 0) clues |= CLUE.user;
    } else if (kind === B) {
      if (isScheme(text, at)) clues |= CLUE.scheme;
    } else if (isRule(text, at)) clues |= CLUE.token;
  }
  return length - start >= SHORTEST_TOKEN ? clues | CLUE.token : clues;
}

/** `Bearer` or `Basic`, by its first letters. */
function isScheme(text: string, at: number): boolean {
  const second = text.charCodeAt(at + 1) | LOWER;
  const third = text.charCodeAt(at + 2) | LOWER;
  return (second === E && third === A) || (second === A && third === S);
}

/** The dashes around a key in PEM. */
function isRule(text: string, at: number): boolean {
  return text.charCodeAt(at + 1) === 0x2d && text.charCodeAt(at + 2) === 0x2d;
}
