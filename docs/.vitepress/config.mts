import { resolve } from 'node:path';
import { defineConfig } from 'vitepress';
import { fenceTitles } from './site/fence-title.mjs';
import { writeLlms } from './site/llms.mjs';
import { readSections } from './site/pages.mjs';
import { navOf, sidebarOf } from './site/sidebar.mjs';

const docs = resolve(import.meta.dirname, '..');
const sections = readSections(docs);
const title = 'Spearmint for NestJS';
const description =
  'Run one NestJS service method under several configs, and learn which one is better, without hurting the callers.';
/** A site that lives in a sub-folder is built with `DOCS_BASE=/folder/`. */
const base = process.env.DOCS_BASE ?? '/';

export default defineConfig({
  title,
  description,
  base,
  lang: 'en',
  head: [['link', { rel: 'icon', href: `${base}favicon.svg` }]],
  cleanUrls: false,
  metaChunk: true,
  markdown: { config: fenceTitles },
  themeConfig: {
    nav: navOf(sections),
    sidebar: sidebarOf(docs, sections),
    outline: [2, 3],
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          searchOptions: {
            // What people wrote comes before what was made from the sources.
            boostDocument: (id: string) =>
              id.includes('/reference/api/') ? 0.3 : 1,
          },
        },
      },
    },
  },
  buildEnd: ({ outDir }) => {
    writeLlms(outDir, sections, { title, description, base });
  },
});
