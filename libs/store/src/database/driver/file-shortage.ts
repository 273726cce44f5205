import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { codeOf } from '../../journal/code-of.js';

/** About as many as a thread and a database take. */
const FILES = 16;
const SHORTAGES: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE']);

/**
 * Why no more files can be opened, `EMFILE` or `ENFILE`; undefined while they can. To be
 * asked before a package is loaded: where its files cannot be opened, Node takes it for
 * one that is not installed, Node 20 till its end.
 *
 * @internal
 */
export function fileShortage(): string | undefined {
  const files: number[] = [];
  try {
    while (files.length < FILES) files.push(openSync(devNull, 'r'));
    return undefined;
  } catch (error) {
    const code = codeOf(error);
    return SHORTAGES.has(code) ? code : undefined;
  } finally {
    for (const file of files) closeSync(file);
  }
}
