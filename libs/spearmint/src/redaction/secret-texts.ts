import { maskNamed } from './named-secrets.js';
import { REDACTED } from './redacted.js';
import type { SecretNames } from './secret-names.js';
import { CLUE, cluesIn } from './text-clues.js';

/** Credentials that are known by how they look. */
const TOKENS = new RegExp(
  [
    String.raw`-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,30}PRIVATE KEY-----|$)`,
    String.raw`\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?`,
    String.raw`\b(?:sk|rk)[-_][\w-]{20,}`,
    String.raw`\b(?:gh[pousr]|github_pat|glpat|npm|hf|xox[abeoprs]|xapp|pypi|shpat)[-_][\w-]{16,}`,
    String.raw`\b(?:AKIA|ASIA)[0-9A-Z]{16}\b`,
    String.raw`\bAIza[\w-]{35}`,
  ].join('|'),
  'g',
);

/** The second word is a credential, unless it is one of a sentence. */
const BEARER =
  /\b(bearer\s{1,8})(?!(?:tokens?|auth\w*|scheme|realm|error|of|is|and|or|the|for|in|was|has|bonds?|shares?|cheques?|instruments?)\b)[\w.~+/-]+=*/gi;
const BASIC = /\b(basic\s{1,8})([\w+/-]{4,}={0,2})/gi;

/** `scheme://user:password@host`. */
const USER_INFO =
  /\b([a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/?#@"'<>]{0,256}:)[^\s/?#"'<>]{1,2048}@/gi;

/**
 * A text without the credentials that can be told by their form or by the name
 * before them. Takes a time that is linear in the length of the text.
 *
 * @internal
 */
export function maskTexts(text: string, names: SecretNames): string {
  const clues = cluesIn(text, names.endings);
  return clues === 0 ? text : maskForms(text, names, clues);
}

/**
 * Looks for those forms alone that a text may hold.
 *
 * @param clues what {@link cluesIn} gave; all of them find the same.
 * @internal
 */
export function maskForms(
  text: string,
  names: SecretNames,
  clues: number,
): string {
  let masked = text;
  const { hasDefaults } = names;
  if (hasDefaults && (clues & CLUE.user) !== 0 && text.includes('://'))
    masked = masked.replace(USER_INFO, `$1${REDACTED}@`);
  if ((clues & CLUE.name) !== 0) masked = maskNamed(masked, names);
  if (!hasDefaults) return masked;
  if ((clues & CLUE.scheme) !== 0)
    masked = masked.replace(BEARER, `$1${REDACTED}`).replace(BASIC, maskBasic);
  if ((clues & CLUE.token) !== 0) masked = masked.replace(TOKENS, REDACTED);
  return masked;
}

/** "Basic training" is no header; what decodes to `user:password` is. */
function maskBasic(whole: string, scheme: string, code: string): string {
  const decoded = Buffer.from(code, 'base64').toString('latin1');
  const isPair = decoded.includes(':') && !/\p{Cc}/u.test(decoded);
  return isPair ? scheme + REDACTED : whole;
}
