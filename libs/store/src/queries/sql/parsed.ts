/** A value that is kept as JSON; undefined where there is none. @internal */
export function parsed(json: string | null): unknown {
  return json === null ? undefined : (JSON.parse(json) as unknown);
}
