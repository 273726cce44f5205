import { REDACTED } from './redacted.js';
import { nameBefore } from './name-before.js';
import type { SecretNames } from './secret-names.js';

/** What stands between a name and its value: looked for first, because there are few. */
const SEPARATOR = /[:=](?![=>])\s{0,4}/g;
/** What stands in place of a `$secret`. */
const KNOWN_SECRET = /^\[secret:[^\]\s]+\]$/;
const OPENING_QUOTE = /(\\{0,3})(["'`])/y;
const TO_END_OF_LINE = /[^\r\n"'`]+/y;
const TO_END_OF_WORD = /[^\s;&"'<>]+/y;
const TO_END_OF_ITEM = /[^\s,}\]]+/y;

/**
 * Masks values by the names before them: queries and forms (`?token=x`), JSON and
 * printed objects (`"apiKey":"x"`), lines of headers (`Cookie: x`), settings.
 *
 * @internal
 */
export function maskNamed(text: string, names: SecretNames): string {
  let masked = '';
  let done = 0;
  SEPARATOR.lastIndex = 0;
  for (;;) {
    const found = SEPARATOR.exec(text);
    if (found === null) break;
    const [name, by] = nameBefore(text, found.index, done);
    if (name === '' || !names.has(name)) continue;
    if (name === 'secret' && isOfSecret(text, found.index)) continue;
    const quote = at(OPENING_QUOTE, text, SEPARATOR.lastIndex) ?? '';
    const start = SEPARATOR.lastIndex + quote.length;
    const end =
      quote === ''
        ? endOfBare(text, start, name, by + found[0])
        : endOfQuoted(text, start, quote);
    if (end === start || KNOWN_SECRET.test(text.slice(start, end))) continue;
    masked += text.slice(done, start) + REDACTED;
    done = end;
    SEPARATOR.lastIndex = end + quote.length;
  }
  return done === 0 ? text : masked + text.slice(done);
}

function endOfBare(
  text: string,
  start: number,
  name: string,
  by: string,
): number {
  if (/["'`]/.test(by)) return endOfItem(text, start);
  if (by.includes('=')) {
    const isSpaced = /\s/.test(by);
    return isSpaced && isProse(text, start)
      ? start
      : endOf(TO_END_OF_WORD, text, start);
  }
  if (/-|^(?:authorization|cookie)$/i.test(name))
    return endOf(TO_END_OF_LINE, text, start);
  return isProse(text, start) ? start : endOf(TO_END_OF_WORD, text, start);
}

/** The colon of `[secret:NAME]`. */
function isOfSecret(text: string, at: number): boolean {
  const around = text.slice(Math.max(0, at - 7), at + 200);
  return around.startsWith('[') && /^\[secret:[^\]\s]+\]/.test(around);
}

/** A quoted value ends at a quote that is escaped as much as the first; what was cut ends with the text. */
function endOfQuoted(text: string, start: number, quote: string): number {
  let end = text.indexOf(quote, start);
  while (end > 0 && text[end - 1] === '\\')
    end = text.indexOf(quote, end + quote.length);
  return end < 0 ? text.length : end;
}

/** Of JSON: a number is masked, what has parts is looked into, and the rest tells nothing. */
function endOfItem(text: string, start: number): number {
  const end = endOf(TO_END_OF_ITEM, text, start);
  const item = text.slice(start, Math.min(end, start + 6));
  return /^(?:[{[]|true$|false$|null$|undefi)/.test(item) ? start : end;
}

/** `password: must be long` tells no password, `password: hunter2` does. */
function isProse(text: string, start: number): boolean {
  return /^[a-z]+(?:[\s(.,]|$)/i.test(text.slice(start, start + 40));
}

function endOf(pattern: RegExp, text: string, start: number): number {
  return start + (at(pattern, text, start)?.length ?? 0);
}

function at(pattern: RegExp, text: string, start: number): string | undefined {
  pattern.lastIndex = start;
  return pattern.exec(text)?.[0];
}
