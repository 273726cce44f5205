import { types } from 'node:util';
import { isPlainObject } from '../value/kinds.js';
import { SecretValue } from '../value/secret-value.js';

/**
 * The canonical text of a snapshot: RFC 8785 (JCS) for JSON values, and bare
 * tokens, which JSON cannot produce, for the rest. Two values have the same
 * text exactly when they are the same configuration.
 *
 * @internal
 */
export function writeCanonical(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      // As RFC 8785 demands, -0 as 0; NaN and Infinity by their names.
      return String(value);
    case 'bigint':
      return `${value}n`;
    case 'object':
      return value === null ? 'null' : writeObject(value);
    default:
      return String(value);
  }
}

function writeObject(value: object): string {
  if (Array.isArray(value)) return `[${value.map(writeCanonical).join(',')}]`;
  if (isPlainObject(value)) return writeMapping(value);
  if (types.isDate(value)) return `date"${value.toISOString()}"`;
  if (types.isMap(value)) {
    const pairs = Array.from(
      value,
      ([key, item]) => `${writeCanonical(key)}:${writeCanonical(item)}`,
    );
    return `map{${pairs.sort(byCodeUnits).join(',')}}`;
  }
  if (types.isSet(value)) {
    return `set{${Array.from(value, writeCanonical).sort(byCodeUnits).join(',')}}`;
  }
  if (ArrayBuffer.isView(value)) return writeView(value);
  if (types.isAnyArrayBuffer(value))
    return `ArrayBuffer${quoteBytes(Buffer.from(value))}`;
  if (value instanceof SecretValue)
    return `secret${JSON.stringify(value.name)}`;
  return writeMapping(value as Record<string, unknown>);
}

function writeMapping(mapping: Record<string, unknown>): string {
  let text = '{';
  // Sorted by UTF-16 code units, as RFC 8785 demands.
  for (const key of Object.keys(mapping).sort()) {
    const comma = text.length > 1 ? ',' : '';
    text += `${comma}${JSON.stringify(key)}:${writeCanonical(mapping[key])}`;
  }
  return `${text}}`;
}

function writeView(view: ArrayBufferView): string {
  const name = Object.prototype.toString.call(view).slice(8, -1);
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  return `${name === 'Uint8Array' ? 'bytes' : name}${quoteBytes(bytes)}`;
}

function quoteBytes(bytes: Buffer): string {
  return `"${bytes.toString('base64')}"`;
}

/** RFC 8785 orders by UTF-16 code units, as the comparison operators do. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
