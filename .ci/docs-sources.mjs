// Code blocks that show a file of this repository hold exactly what the file holds: docs-sources.mjs [--write]
//
// ```ts source=apps/cookbook/src/main.ts
//
// The file is compiled and tested where it lives; --write copies it into the block.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const isWriting = process.argv.includes('--write');
const pages = readdirSync(join(root, 'docs'), { recursive: true })
  .filter((name) => /^(?!\.vitepress|reference.api).*\.md$/.test(name))
  .map((name) => `docs/${name}`);

for (const page of pages) {
  const text = readFileSync(join(root, page), 'utf8');
  const fresh = text.replace(
    /^(```\w+ source=(\S+)[^\n]*\n)[\s\S]*?^```$/gm,
    (_, head, file) => `${head}${readFileSync(join(root, file), 'utf8')}\`\`\``,
  );
  if (fresh === text) continue;
  if (isWriting) writeFileSync(join(root, page), fresh);
  else {
    console.error(
      `${page} shows code that has changed: node .ci/docs-sources.mjs --write`,
    );
    process.exitCode = 1;
  }
}
