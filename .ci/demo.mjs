// Runs the demo, and checks that the READMEs show what it prints, but for latencies: demo.mjs [--write]
// With --write it puts what it printed into them.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const READMES = ['README.md', 'apps/movie-search/README.md'];
/** The table, from its two lines of headings to the line after it. */
const TABLE = /^ +p50 +p95[^\n]*\n[\s\S]*?npm run demo -- --all$/m;
/** The columns p50 and p95 of a row: they are another machine's, another day's. */
const LATENCIES = /(?<=^.{20,40}\d+%) +[\d.]+ +[\d.]+(?= )/gm;

const printed = execFileSync('npm', ['run', '--silent', 'demo'], {
  cwd: root,
  encoding: 'utf8',
  timeout: 180_000,
  // Colours are on in CI.
  env: { ...process.env, NO_COLOR: '1' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const table = tableIn(printed, 'the demo');
console.log(table);

for (const name of READMES) {
  const file = join(root, name);
  const text = readFileSync(file, 'utf8');
  const shown = tableIn(text, name);
  if (process.argv.includes('--write'))
    writeFileSync(
      file,
      text.replace(TABLE, () => table),
    );
  else if (withoutLatencies(shown) !== withoutLatencies(table)) {
    console.error(`${name} shows another table: node .ci/demo.mjs --write`);
    process.exitCode = 1;
  }
}

function tableIn(text, place) {
  const found = TABLE.exec(text)?.[0];
  if (found === undefined) throw new Error(`${place} has no table`);
  return found;
}

function withoutLatencies(text) {
  return text.replace(LATENCIES, '');
}
