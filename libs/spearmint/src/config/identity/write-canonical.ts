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
      return quote(value);
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
  if (Array.isArray(value)) return writeList(value);
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

function writeList(list: readonly unknown[]): string {
  let text = '[';
  for (const item of list) {
    if (text.length > 1) text += ',';
    text += writeCanonical(item);
  }
  return `${text}]`;
}

function writeMapping(mapping: Record<string, unknown>): string {
  let text = '{';
  for (const key of sorted(Object.keys(mapping))) {
    if (text.length > 1) text += ',';
    text += `${quote(key)}:${writeCanonical(mapping[key])}`;
  }
  return `${text}}`;
}

/** So few keys are put in order faster by hand. */
const FEW = 16;

/** In the order of UTF-16 code units, as RFC 8785 demands; in place. */
function sorted(keys: string[]): string[] {
  if (keys.length > FEW) return keys.sort();
  for (let next = 1; next < keys.length; next++) {
    const key = keys[next];
    let place = next;
    for (; place > 0 && keys[place - 1] > key; place--)
      keys[place] = keys[place - 1];
    keys[place] = key;
  }
  return keys;
}

/** Short texts with nothing to escape: most of them. */
const PLAIN = /^[ !#-[\]-~]{0,100}$/;

/** A text as JSON has it. */
function quote(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
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
