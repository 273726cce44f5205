const MAX_READ = 2_000;
const MAX_LENGTH = 200;

/** Credentials as they turn up in the messages of HTTP clients and drivers. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/(\w+:\/\/)[^\s/@]+@/g, '$1***@'],
  [/(\w+:\/\/[^\s?]+)\?\S+/g, '$1?***'],
  [/\b(bearer|basic)\s+[\w.~+/=-]+/gi, '$1 ***'],
  [
    /((?:api[_-]?key|token|secret|password|passwd|credential)s?["']?\s*[:=]\s*)(?:"[^"]*"|'[^']*'|[^\s,;&}]+)/gi,
    '$1***',
  ],
];

/** A message of an error as one short line, without credentials. @internal */
export function safeLine(text: string): string {
  const masked = SECRETS.reduce(
    (line, [pattern, mask]) => line.replace(pattern, mask),
    text.slice(0, MAX_READ),
  );
  return oneLine(masked).slice(0, MAX_LENGTH);
}

/** Without the line breaks that would let a text pass for another log entry. @internal */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}
