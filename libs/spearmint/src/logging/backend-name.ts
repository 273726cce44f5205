/** What to call a backend in messages: its class. @internal */
export function backendName(value: unknown): string {
  if (typeof value === 'function') return `class ${value.name || 'anonymous'}`;
  if (typeof value !== 'object' || value === null) return String(value);
  const { constructor } = value as { constructor?: unknown };
  return (typeof constructor === 'function' && constructor.name) || 'object';
}
