// Checks what VitePress does not: that the built site loads nothing from elsewhere, and that the links of other Markdown lead somewhere.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'docs/.vitepress/dist');
let failures = 0;

function fail(message) {
  failures++;
  console.error(message);
}

/** What a browser fetches by itself: not the target of a link. */
const FETCHED =
  /<(?:script|img|iframe|source|video|audio)[^>]*\ssrc="(?:https?:)?\/\/[^"]*"|<link[^>]*\shref="(?:https?:)?\/\/[^"]*"|(?:url\(|@import )\s*["']?(?:https?:)?\/\/[^)"';]*/g;

const built = readdirSync(dist, { recursive: true }).map(String);
for (const name of built.filter((file) => /\.(?:html|css)$/.test(file))) {
  const text = readFileSync(join(dist, name), 'utf8');
  for (const [fetched] of text.matchAll(FETCHED))
    fail(`${name} loads from elsewhere: ${fetched}`);
}

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'bench/README.md',
];
const apps = readdirSync(join(root, 'apps')).map(
  (app) => `apps/${app}/README.md`,
);
for (const page of [...pages, ...apps].filter((p) =>
  existsSync(join(root, p)),
)) {
  const text = readFileSync(join(root, page), 'utf8');
  for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^(?:https?:|mailto:)/.test(link)) continue;
    const [path, hash] = link.split('#');
    const file = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(root, file))) fail(`${page} links to ${link}`);
    else if (hash !== undefined && !anchorsOf(file).has(hash))
      fail(`${page} links to ${link}, which has no such heading`);
  }
}

/** The anchors of a page's headings, as GitHub and VitePress make them. */
function anchorsOf(file) {
  const text = readFileSync(join(root, file), 'utf8');
  return new Set(
    [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/[\s_]+/g, '-'),
    ),
  );
}

console.log(`${built.length} files of the site, ${failures} problems`);
process.exitCode = failures === 0 ? 0 : 1;
