/** A system error's code, the name of any other. @internal */
export function codeOf(thrown: unknown): string {
  const { code, name } = (thrown ?? {}) as { code?: unknown; name?: unknown };
  return String(code ?? name ?? thrown);
}
