import { readdirSync, readFileSync } from 'node:fs';

const PAGES = new URL('../../../docs/cookbook/', import.meta.url);

/** The names of the pages of recipes, without `.md`. */
export function pageNames(): string[] {
  return readdirSync(PAGES)
    .filter((name) => /^\d.*\.md$/.test(name))
    .map((name) => name.slice(0, -'.md'.length));
}

export function indexPage(): string {
  return readFileSync(new URL('index.md', PAGES), 'utf8');
}

/** The lines that a page says its recipe prints. */
export function outputOn(page: string): string[] {
  const text = readFileSync(new URL(`${page}.md`, PAGES), 'utf8');
  const block = /^```text output\n([\s\S]*?)\n```$/m.exec(text)?.[1];
  if (block === undefined) throw new Error(`${page}.md has no output block`);
  return block.split('\n');
}
