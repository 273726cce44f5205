const YAML_1_1_BOOLEAN = /^(?:yes|no|on|off|y|n)$/i;
const QUOTED_NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/**
 * What to do about a text where the model wants a number or a boolean.
 *
 * @internal
 */
export function hintForValue(
  value: unknown,
  message: string,
): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (/\bboolean\b/i.test(message)) {
    if (YAML_1_1_BOOLEAN.test(value)) return 'YAML 1.2: write true or false';
    if (/^(?:true|false)$/i.test(value)) return 'remove the quotes';
  }
  const wantsNumber = /\b(?:number|integer|int|bigint|float)\b/i.test(message);
  return wantsNumber && QUOTED_NUMBER.test(value.trim())
    ? 'remove the quotes'
    : undefined;
}
