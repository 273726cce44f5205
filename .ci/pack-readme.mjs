// Writes the README that goes into the package, from its folder: pack-readme.mjs
//
// Links into the repository lead nowhere on a registry's page, so there only their text stays.
import { readFileSync, writeFileSync } from 'node:fs';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
writeFileSync(
  'README.md',
  readme.replaceAll(/\[([^\]]+)\]\((?!https?:|#)[^)]+\)/g, '$1'),
);
