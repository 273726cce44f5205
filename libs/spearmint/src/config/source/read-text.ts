import { readFileSync, statSync } from 'node:fs';
import type { Report } from '../problem.interface.js';

/** Without `stream` it keeps nothing from one text to the next. */
const UTF8 = new TextDecoder('utf-8', { fatal: true });

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
  const { size } = statSync(file);
  if (size > maxBytes) {
    const message = `has ${size} bytes, more than maxFileBytes=${maxBytes}`;
    report({ code: 'E_TOO_LARGE', path: [], message });
    return undefined;
  }
  return decode(readFileSync(file), report);
}

/** @internal */
export function decode(bytes: Uint8Array, report: Report): string | undefined {
  if (looksLikeUtf16(bytes)) {
    report({
      code: 'E_ENCODING',
      path: [],
      message: 'looks like UTF-16',
      hint: 'save it as UTF-8',
    });
    return undefined;
  }
  try {
    return UTF8.decode(bytes);
  } catch {
    const message = `is not valid UTF-8 at byte ${firstInvalidByte(bytes)}`;
    report({ code: 'E_ENCODING', path: [], message, hint: 'save it as UTF-8' });
    return undefined;
  }
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
