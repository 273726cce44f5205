import { describeError } from '../branch/describe-error.js';

const MAX_LENGTH = 200;

/** Credentials as they turn up in the messages of HTTP clients and drivers. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/(\w+:\/\/)[^\s/@]+@/g, '$1***@'],
  [/(\w+:\/\/[^\s?]+)\?\S+/g, '$1?***'],
  [/\b(bearer|basic)\s+[\w.~+/=-]+/gi, '$1 ***'],
  [
    /\b([\w-]*(?:api[_-]?key|token|secret|password|passwd|authorization)["']?\s*[:=]\s*)(?:"[^"]*"|'[^']*'|[^\s,;&}]+)/gi,
    '$1***',
  ],
];

/** What a backend threw, in one line, without credentials. @internal */
export function describeCause(thrown: unknown): string {
  if (thrown === undefined) return 'undefined';
  const { type, message } = describeError(thrown);
  const line = SECRETS.reduce(
    (text, [pattern, mask]) => text.replace(pattern, mask),
    message.slice(0, MAX_LENGTH * 10),
  )
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line === '' ? type : `${type}: ${line.slice(0, MAX_LENGTH)}`;
}
