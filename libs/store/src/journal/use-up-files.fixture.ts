import { closeSync, openSync } from 'node:fs';
import { codeOf } from './code-of.js';

const files: number[] = [];

/** Opens files until the process may open no more; gives the code of that. */
export function openAll(): string {
  try {
    for (;;) files.push(openSync('/dev/null', 'r'));
  } catch (error) {
    return codeOf(error);
  }
}

/** Gives them back. */
export function closeAll(): void {
  for (const file of files.splice(0)) closeSync(file);
}
