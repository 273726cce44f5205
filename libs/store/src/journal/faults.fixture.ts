import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs something as a user whom file permissions apply to; they do not to root. */
export async function withoutRights<T>(run: () => Promise<T>): Promise<T> {
  const user = process.geteuid?.();
  if (user !== 0) return run();
  process.seteuid?.(65_534);
  try {
    return await run();
  } finally {
    process.seteuid?.(user);
  }
}

/** The same while a folder may be read and not written to. */
export async function readOnly<T>(
  folder: string,
  run: () => Promise<T>,
): Promise<T> {
  chmodSync(folder, 0o555);
  try {
    return await withoutRights(run);
  } finally {
    chmodSync(folder, 0o755);
  }
}

/** Whether this process may mount a file system. */
export function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'spearmint-mount-'));
  const isMounted = mount(folder);
  if (isMounted) unmount(folder);
  rmSync(folder, { recursive: true });
  return isMounted;
}

/** Puts a file system of so many megabytes at a folder. @returns whether that is possible. */
export function mount(folder: string, megabytes = 1): boolean {
  const options = `size=${megabytes}m`;
  const args = ['-t', 'tmpfs', '-o', options, 'tmpfs', folder];
  return spawnSync('mount', args).status === 0;
}

/** Takes it away, also while something is open in it. */
export function unmount(folder: string): void {
  spawnSync('umount', ['--lazy', folder]);
}
