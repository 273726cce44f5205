import { isUtf8 } from 'node:buffer';
import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
} from 'node:fs';
import type { Report } from '../problem.interface.js';

/** Most files fit in, and need no buffer of their own. */
const CHUNK = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * The text of a UTF-8 file without its byte order mark, or `undefined` when a
 * problem was reported. Read synchronously: for small files that is several
 * times cheaper than through promises.
 *
 * @throws the error of the file system
 * @internal
 */
export function readText(
  file: string,
  maxBytes: number,
  report: Report,
): string | undefined {
  const descriptor = openSync(file, 'r');
  try {
    const small = readSmall(descriptor);
    const size = small?.length ?? fstatSync(descriptor).size;
    if (size <= maxBytes) return decode(small ?? readFileSync(file), report);
    const message = `has ${size} bytes, more than maxFileBytes=${maxBytes}`;
    report({ code: 'E_TOO_LARGE', path: [], message });
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** The bytes of a file, until the next one is read; `undefined` when there are more. */
function readSmall(descriptor: number): Buffer | undefined {
  let length = 0;
  while (length < CHUNK.length) {
    const read = readSync(descriptor, CHUNK, length, CHUNK.length - length, -1);
    if (read === 0) return CHUNK.subarray(0, length);
    length += read;
  }
  return undefined;
}

/** @internal */
export function decode(bytes: Buffer, report: Report): string | undefined {
  if (looksLikeUtf16(bytes)) {
    report({
      code: 'E_ENCODING',
      path: [],
      message: 'looks like UTF-16',
      hint: 'save it as UTF-8',
    });
    return undefined;
  }
  if (isUtf8(bytes)) {
    const text = bytes.toString();
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
  }
  const message = `is not valid UTF-8 at byte ${firstInvalidByte(bytes)}`;
  report({ code: 'E_ENCODING', path: [], message, hint: 'save it as UTF-8' });
  return undefined;
}

function looksLikeUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if (
    (first === 0xff && second === 0xfe) ||
    (first === 0xfe && second === 0xff)
  )
    return true;
  return bytes.length > 1 && (first === 0) !== (second === 0);
}

/** A prefix decodes as a stream unless an invalid byte is in it: bisect. */
function firstInvalidByte(bytes: Uint8Array): number {
  let valid = 0;
  let invalid = bytes.length + 1;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (decodesAsPrefix(bytes.subarray(0, middle))) valid = middle;
    else invalid = middle;
  }
  return Math.min(valid, bytes.length);
}

function decodesAsPrefix(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
