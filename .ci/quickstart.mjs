// Does what README's Quickstart says, from an empty folder: quickstart.mjs <tarball>
//
// `nest new`, the commands of the ```bash blocks, the ```ts blocks (they name
// their file), and `npm start`. What it prints must be the block after it, but for
// the times. The lines that a user writes are counted, and so are the minutes.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const MAX_LINES = 15;
const MAX_SECONDS = 300;

const root = resolve(import.meta.dirname, '..');
const tarball = resolve(process.argv[2]);
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const section = /^## Quickstart\n([\s\S]*?)^## /m.exec(readme)[1];
const blocks = [...section.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm)];
const only = (language) =>
  blocks.filter((block) => block[1] === language).map((block) => block[3]);
const files = blocks
  .map(([, , info, code]) => [/quickstart=(\S+)/.exec(info)?.[1], code])
  .filter(([file]) => file !== undefined);
const [installs, start, ...others] = only('bash');
const [printed] = only('text');
assert.equal(installs, 'npm install nestjs-spearmint\n');
assert.equal(start, 'npm start\n');
assert.deepEqual(others, []);

/** The lines of `written` that `before` lacks, however often. */
function added(before, written) {
  const left = before.split('\n');
  return written.split('\n').filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0 && line.trim() !== '';
  });
}

/** The cells of a table but for the times, which are the seventh and eighth. */
const cellsOf = (table) =>
  table
    .split('\n')
    .filter((line) => line.startsWith('│'))
    .map((line) => line.split('│').map((cell) => cell.trim()))
    .map((cells, row) => (row === 0 ? cells : cells.toSpliced(6, 2)));

const began = Date.now();
const work = mkdtempSync(join(tmpdir(), 'spearmint-quickstart-'));
const app = join(work, 'app');
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
try {
  run(
    join(root, 'node_modules/.bin/nest'),
    ['new', 'app', '--skip-git', '--skip-install', '--package-manager', 'npm'],
    work,
  );
  const npm = ['install', '--no-audit', '--no-fund', '--prefer-offline'];
  run('npm', [...npm, '--loglevel=error'], app);
  run('npm', [...npm, '--loglevel=error', tarball], app);
  let lines = 0;
  for (const [file, code] of files) {
    const own = added(readFileSync(join(app, file), 'utf8'), code);
    lines += own.length;
    writeFileSync(join(app, file), code);
  }
  assert.ok(lines > 0 && lines <= MAX_LINES, `${lines} lines of user code`);
  const table = await firstTable();
  assert.deepEqual(cellsOf(table), cellsOf(printed));
  // What nest new came with still holds.
  run('npm', ['test'], app);
  const seconds = Math.round((Date.now() - began) / 1000);
  assert.ok(seconds <= MAX_SECONDS, `${seconds} s`);
  console.log(table);
  console.log(`${lines} lines of user code, ${seconds} s in all`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** What the application prints of a table, until its last line; then it is ended. */
async function firstTable() {
  const child = spawn('npm', ['start'], {
    cwd: app,
    env: { ...process.env, PORT: '0', FORCE_COLOR: '0', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const limit = setTimeout(() => process.kill(-child.pid), 120_000);
  const table = [];
  const all = [];
  for await (const line of createInterface({ input: child.stdout })) {
    all.push(line);
    if (line.startsWith('┌') || table.length > 0) table.push(line);
    if (line.startsWith('└')) break;
  }
  clearTimeout(limit);
  const ended = once(child, 'exit');
  if (child.exitCode === null) process.kill(-child.pid);
  await ended;
  assert.ok(table.length > 0, `printed no table\n${all.join('\n')}`);
  return `${table.join('\n')}\n`;
}
