/** `defaults`, with what is defined of `given` over them; it takes no others. @internal */
export function withDefaults<T extends object>(
  defaults: T,
  given: Partial<T>,
): T {
  for (const name of Object.keys(defaults) as (keyof T)[])
    if (given[name] !== undefined)
      Object.assign(defaults, { [name]: given[name] });
  return defaults;
}
