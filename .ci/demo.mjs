// Runs the demo, and checks that the READMEs show what it prints, but for latencies, and that its store has what it says: demo.mjs [--write]
// With --write it puts what it printed into them.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const APP_README = 'apps/movie-search/README.md';
const READMES = ['README.md', APP_README];
/** The table, from its two lines of headings to the line after it. */
const TABLE = /^ +p50 +p95[^\n]*\n[\s\S]*?npm run demo -- --all$/m;
/** The columns p50 and p95 of a row: they are another machine's, another day's. */
const LATENCIES = /(?<=^.{20,40}\d+%) +[\d.]+ +[\d.]+(?= )/gm;
/** The line that says where the branches are. */
const KEPT = /^(\d+) branches are kept: sqlite3 .*? (\S+\.db) .*$/m;

const since = Date.now();
const printed = execFileSync('npm', ['run', '--silent', 'demo'], {
  cwd: root,
  encoding: 'utf8',
  timeout: 180_000,
  // Colours are on in CI.
  env: { ...process.env, NO_COLOR: '1' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const table = tableIn(printed, 'the demo');
const [kept, count, database] = found(KEPT, printed, 'the demo');
console.log(`${table}\n\n${kept}`);

for (const name of READMES) {
  const file = join(root, name);
  const text = readFileSync(file, 'utf8');
  const shown = tableIn(text, name);
  if (process.argv.includes('--write'))
    writeFileSync(
      file,
      text.replace(TABLE, () => table).replace(KEPT, () => kept),
    );
  else if (withoutLatencies(shown) !== withoutLatencies(table))
    fail(`${name} shows another table: node .ci/demo.mjs --write`);
}
if (found(KEPT, readFileSync(join(root, APP_README), 'utf8'))[0] !== kept)
  fail(
    `${APP_README} has another line of what is kept: node .ci/demo.mjs --write`,
  );

const { StoreReader } = await import('../libs/store/dist/index.js');
const reader = new StoreReader(join(root, database), { mode: 'inline' });
const { total } = await reader.branches({ from: since, limit: 1, total: true });
await reader.close();
if (total !== Number(count))
  fail(`The store has ${total} branches of the demo, not ${count}.`);

function fail(problem) {
  console.error(problem);
  process.exitCode = 1;
}

function tableIn(text, place) {
  return found(TABLE, text, place)[0];
}

function found(pattern, text, place = APP_README) {
  const match = pattern.exec(text);
  if (match === null) throw new Error(`${place} has nothing like ${pattern}`);
  return match;
}

function withoutLatencies(text) {
  return text.replace(LATENCIES, '');
}
