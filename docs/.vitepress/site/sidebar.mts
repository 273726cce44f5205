import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DefaultTheme } from 'vitepress';
import type { Section } from './pages.mjs';

/** One group per section, made of what lies in its folder. */
export function sidebarOf(
  docs: string,
  sections: readonly Section[],
): DefaultTheme.SidebarItem[] {
  return sections.map(({ folder, title, pages }) => ({
    text: title,
    collapsed: folder === 'decisions',
    items: [
      ...pages.map((page) => ({ text: page.title, link: page.link })),
      ...(folder === 'reference' ? apiOf(docs) : []),
    ],
  }));
}

/** What TypeDoc made of the sources, if it has run. */
function apiOf(docs: string): DefaultTheme.SidebarItem[] {
  const file = join(docs, 'reference/api/typedoc-sidebar.json');
  if (!existsSync(file)) return [];
  return [
    {
      text: 'API',
      link: '/reference/api/',
      collapsed: true,
      items: JSON.parse(
        readFileSync(file, 'utf8'),
      ) as DefaultTheme.SidebarItem[],
    },
  ];
}

/** The first page of each section that a newcomer needs. */
export function navOf(
  sections: readonly Section[],
): DefaultTheme.NavItemWithLink[] {
  return sections
    .filter(({ folder }) => folder !== 'decisions')
    .map(({ folder, title, pages }) => ({
      text: title,
      link: pages[0].link,
      activeMatch: `/${folder}/`,
    }));
}
