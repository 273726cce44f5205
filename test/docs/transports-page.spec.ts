import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/reference/transports.md'), 'utf8');
const folders = ['test/transports', 'test/wiring'].map((folder) =>
  join(root, folder),
);
const specs = new Map(
  folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.e2e-spec.ts'))
      .map((file) => [
        file.replace('.e2e-spec.ts', ''),
        readFileSync(join(folder, file), 'utf8'),
      ]),
  ),
);
/** The rows of the tables whose last column names a test: their cells. */
const rows = page
  .split('\n')
  .filter((line) => /^\|.*`[a-z-]+`: ".*\|$/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

describe('docs/reference/transports.md', () => {
  it('names tests in all of its rows about contexts and about receivers that leave', () => {
    const tables = page
      .split(/^## /m)
      .filter((part) => /^(What works where|When the receiver)/.test(part));
    const lines = tables.flatMap((table) => table.match(/^\|.*\|$/gm) ?? []);
    const ofHeads = lines.filter((line) => /^\| (where|---)/.test(line));
    expect(rows).toHaveLength(lines.length - ofHeads.length);
  });

  it.each(rows.map((cells) => [cells[1], cells.at(-2) ?? '']))(
    '%s: its tests exist',
    (_, cell) => {
      const [, ...parts] = cell.split(/`([a-z-]+)`: /);
      for (let i = 0; i < parts.length; i += 2) {
        const titles = [...(parts[i + 1] ?? '').matchAll(/"([^"]+)"/g)];
        expect(titles).not.toHaveLength(0);
        for (const [, title] of titles)
          expect(specs.get(parts[i] ?? '')).toContain(title);
      }
    },
  );
});
