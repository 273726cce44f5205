/** How long a `Retry-After` header asks to wait, in milliseconds. @internal */
export function retryAfterMs(
  header: string | null,
  date: number,
): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\s*\d+(\.\d+)?\s*$/.test(header)
    ? Number(header)
    : (Date.parse(header) - date) / 1_000;
  return Number.isFinite(seconds) ? Math.max(0, seconds * 1_000) : undefined;
}
