import { chmodSync } from 'node:fs';

const NOBODY = 65_534;

/** Runs something as a user whom file permissions apply to; root reads all files. */
export async function withoutRights<T>(
  directory: string,
  run: () => Promise<T>,
): Promise<T> {
  const user = process.geteuid?.();
  if (user !== 0) return run();
  chmodSync(directory, 0o755);
  process.seteuid?.(NOBODY);
  try {
    return await run();
  } finally {
    process.seteuid?.(user);
  }
}
