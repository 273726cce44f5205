import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Section } from './pages.mjs';

/** What the `llms*.txt` files say before their pages. */
export interface LlmsOptions {
  readonly title: string;
  readonly description: string;
  /** Where the site is served from: `/` or `/spearmint/`. */
  readonly base: string;
}

/**
 * Writes `llms.txt` (a list of the pages), `llms-full.txt` (all of them) and each
 * page's Markdown beside its HTML.
 */
export function writeLlms(
  outDir: string,
  sections: readonly Section[],
  { title, description, base }: LlmsOptions,
): void {
  const head = `# ${title}\n\n> ${description}\n`;
  const lists = sections.map((section) => {
    const lines = section.pages.map(
      ({ path, title: name, summary }) =>
        `- [${name}](${base}${path}.md)${summary === '' ? '' : `: ${summary}`}`,
    );
    return `\n## ${section.title}\n\n${lines.join('\n')}\n`;
  });
  writeFileSync(join(outDir, 'llms.txt'), head + lists.join(''));

  const pages = sections.flatMap((section) => section.pages);
  const texts = pages.map(
    ({ path, text }) => `\n<!-- ${base}${path}.md -->\n\n${text.trim()}\n`,
  );
  writeFileSync(join(outDir, 'llms-full.txt'), head + texts.join(''));

  for (const { path, text } of pages) {
    const file = join(outDir, `${path}.md`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
