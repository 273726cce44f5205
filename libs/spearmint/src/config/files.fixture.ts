import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) {
    rmSync(directory, { recursive: true, force: true });
  }
});

/** A fresh directory with these files, there until the spec file has run. */
export function files(
  contents: Readonly<Record<string, string | Uint8Array>>,
): string {
  const directory = realpathSync(
    mkdtempSync(join(tmpdir(), 'spearmint-config-')),
  );
  directories.push(directory);
  for (const [name, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return directory;
}

/** A text without the directories of this run. */
export function withoutDirectories(text: string): string {
  return directories.reduce(
    (rest, directory) =>
      rest
        .replaceAll(`${directory}/`, '')
        .replaceAll(directory, '/srv/app/configs'),
    text,
  );
}
