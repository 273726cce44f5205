import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A page of the site that people wrote. */
export interface Page {
  /** The path from `docs/` without `.md`: `how-to/reload`. */
  readonly path: string;
  /** Where the site has it: `/how-to/reload`, `/cookbook/`. */
  readonly link: string;
  /** Its H1. */
  readonly title: string;
  /** The first paragraph under the H1, as plain text. */
  readonly summary: string;
  /** `order` of the front matter; pages without one come after, by title. */
  readonly order: number;
  readonly text: string;
}

/** A folder of `docs/` and what the site calls it. */
export interface Section {
  readonly folder: string;
  readonly title: string;
  readonly pages: readonly Page[];
}

const TITLES: readonly (readonly [folder: string, title: string])[] = [
  ['tutorial', 'Tutorial'],
  ['how-to', 'How-to guides'],
  ['cookbook', 'Cookbook'],
  ['reference', 'Reference'],
  ['explanation', 'Explanation'],
  ['decisions', 'Decisions'],
];

/** The sections of the site, each with the Markdown files of its folder. */
export function readSections(docs: string): Section[] {
  return TITLES.map(([folder, title]) => ({
    folder,
    title,
    pages: readPages(docs, folder),
  })).filter(({ pages }) => pages.length > 0);
}

function readPages(docs: string, folder: string): Page[] {
  if (!existsSync(join(docs, folder))) return [];
  return readdirSync(join(docs, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => readPage(docs, `${folder}/${name.slice(0, -3)}`))
    .sort((a, b) => a.order - b.order || compareTitles(a.title, b.title));
}

function readPage(docs: string, path: string): Page {
  const text = readText(join(docs, `${path}.md`));
  const title = /^# (.+)$/m.exec(text)?.[1];
  if (title === undefined) throw new Error(`docs/${path}.md has no H1 title`);
  const order = /^---\n[\s\S]*?^order: (\d+)$/m.exec(text)?.[1];
  return {
    path,
    link: `/${path}`.replace(/\/index$/, '/'),
    title: title.replaceAll('`', ''),
    summary: summaryOf(text),
    order: Number(order ?? Infinity),
    text: text.replace(/^---\n[\s\S]*?\n---\n+/, ''),
  };
}

/** A file with what it includes, as VitePress does: all of another file, what follows a line, or a region. */
function readText(file: string): string {
  return readFileSync(file, 'utf8').replace(
    /<!--@include: ([^\s#{]+)(?:#([\w-]+))?(?:\{(\d+),\})?-->/g,
    (_, path: string, region?: string, from = '1') => {
      const text = readText(join(dirname(file), path));
      return region === undefined
        ? text
            .split('\n')
            .slice(Number(from) - 1)
            .join('\n')
        : regionOf(text, region);
    },
  );
}

function regionOf(text: string, name: string): string {
  const [, rest] = text.split(`<!-- #region ${name} -->`);
  const [region] = rest?.split(`<!-- #endregion ${name} -->`) ?? [];
  if (region === undefined) throw new Error(`There is no region "${name}"`);
  return region.trim();
}

function summaryOf(text: string): string {
  const paragraph = /^# .+\n+([^#`|<\s][^\n]*(?:\n[^\n]+)*)/m.exec(text)?.[1];
  return (paragraph ?? '')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/\*\*|`/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function compareTitles(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
