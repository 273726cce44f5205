/** Gives a copy a member of its own, whatever it is called. @internal */
export function setMember(
  copy: Record<string, unknown>,
  key: string,
  value: unknown,
  isPlain: boolean,
): void {
  // A plain assignment would call a setter of the prototype.
  if (isPlain && key !== '__proto__') copy[key] = value;
  else Object.defineProperty(copy, key, { value, enumerable: true });
}
