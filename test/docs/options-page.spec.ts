import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { format } from 'prettier';
import { optionsOf, tableOf } from './option-tables.js';

const root = resolve(import.meta.dirname, '../..');
const page = join(root, 'docs/reference/options.md');
const sources = readdirSync(join(root, 'libs'), { recursive: true })
  .map((name) => join(root, 'libs', String(name)))
  .filter((file) => /\/src\/.*(?<!\.spec|\.fixture|\.d)\.ts$/.test(file));

/** From one mark to the next: `<!-- options: Name -->` to `<!-- end -->`. */
const TABLES = /(<!-- options: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g;

describe('docs/reference/options.md', () => {
  it('tells of every option what the sources say; npm run docs:write writes it', async () => {
    const text = readFileSync(page, 'utf8');
    const filled = text.replace(
      TABLES,
      (_, begin: string, name: string, end: string) =>
        `${begin}\n${tableOf(optionsOf(name, sources))}\n\n${end}`,
    );
    const formatted = await format(filled, {
      parser: 'markdown',
      singleQuote: true,
      trailingComma: 'all',
    });
    if (process.env.WRITE_DOCS === '1') writeFileSync(page, formatted);
    expect(readFileSync(page, 'utf8')).toBe(formatted);
  });
});
