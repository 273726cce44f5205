import { maskNamed } from './named-secrets.js';
import { REDACTED } from './redacted.js';
import type { SecretNames } from './secret-names.js';

/** Whether any of the forms may be in a text: most texts are done with here. */
const SUSPECT =
  /[=:]|bearer|basic|eyJ|[a-z][-_][\w-]{16}|akia|asia|aiza|private key/i;

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
  if (!SUSPECT.test(text)) return text;
  if (!names.hasDefaults) return maskNamed(text, names);
  const mayHaveUser = text.includes('@') && text.includes('://');
  const withoutUsers = mayHaveUser
    ? text.replace(USER_INFO, `$1${REDACTED}@`)
    : text;
  return maskNamed(withoutUsers, names)
    .replace(BEARER, `$1${REDACTED}`)
    .replace(BASIC, maskBasic)
    .replace(TOKENS, REDACTED);
}

/** "Basic training" is no header; what decodes to `user:password` is. */
function maskBasic(whole: string, scheme: string, code: string): string {
  const decoded = Buffer.from(code, 'base64').toString('latin1');
  const isPair = decoded.includes(':') && !/\p{Cc}/u.test(decoded);
  return isPair ? scheme + REDACTED : whole;
}
