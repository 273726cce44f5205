import { statSync } from 'node:fs';
import type { ConfigIssue } from '../config-issue.interface.js';
import { fileIssue } from './file-issue.js';

/** @internal */
export type FoundKind =
  | { readonly kind: 'file' | 'directory' | 'other' }
  | { readonly kind: 'problem'; readonly issue: ConfigIssue };

/**
 * What stands at an absolute path, links followed.
 *
 * @internal
 */
export function findKind(path: string, baseDir: string): FoundKind {
  try {
    const stat = statSync(path);
    if (stat.isFile()) return { kind: 'file' };
    return { kind: stat.isDirectory() ? 'directory' : 'other' };
  } catch (error) {
    return { kind: 'problem', issue: fileIssue(error, path, baseDir) };
  }
}
