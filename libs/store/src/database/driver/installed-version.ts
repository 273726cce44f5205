import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The version of a package that can be required from here; nothing is run of it. @internal */
export function installedVersion(name: string): string | undefined {
  try {
    // Its package.json cannot be resolved where `exports` leaves it out, as libsql's does.
    let folder = dirname(createRequire(import.meta.url).resolve(name));
    while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
    const { version } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    ) as { version?: string };
    return version;
  } catch {
    return undefined;
  }
}
