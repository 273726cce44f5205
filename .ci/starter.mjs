// Does what `npx @nestjs-spearmint/cli init` promises, in an application of `nest new`: starter.mjs <library tarball> <cli tarball>
//
// init, the install that it asks for, build, test, start, and the two routes; the
// comparison that the application has recorded is printed.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname, '..');
const [library, cli] = process.argv.slice(2).map((path) => resolve(path));
const NPM = ['install', '--no-audit', '--no-fund', '--prefer-offline'];
const work = mkdtempSync(join(tmpdir(), 'spearmint-starter-'));
const app = join(work, 'app');
const run = (command, args, cwd) =>
  execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
try {
  const nest = join(root, 'node_modules/.bin/nest');
  const flags = ['--skip-git', '--skip-install', '--package-manager', 'npm'];
  run(nest, ['new', 'app', ...flags], work);
  run('npm', [...NPM, '--loglevel=error'], app);
  const tools = join(work, 'tools');
  mkdirSync(tools);
  run('npm', [...NPM, '--prefix', tools, cli], tools);
  const spearmint = join(tools, 'node_modules/.bin/spearmint');
  console.log(run(spearmint, ['init', '--dry-run'], app));
  const { install, paste } = JSON.parse(
    run(spearmint, ['init', '--json'], app),
  );
  assert.equal(paste, undefined);
  assert.ok(install.includes('nestjs-spearmint'));
  const packages = install.map((name) =>
    name === 'nestjs-spearmint' ? library : name,
  );
  run('npm', [...NPM, '--loglevel=error', ...packages], app);
  run('npm', ['run', 'build'], app);
  const tested = run('npm', ['test'], app);
  assert.match(tested, /'brief'[\s\S]*'full'/, tested);
  console.log(await rowsOfRunningApp());
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Calls the method over HTTP, and asks how the configs have done. */
async function rowsOfRunningApp() {
  const child = spawn('npm', ['start'], {
    cwd: app,
    env: { ...process.env, PORT: '3917', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const limit = setTimeout(() => process.kill(-child.pid), 120_000);
  try {
    for await (const line of createInterface({ input: child.stdout }))
      if (line.includes('successfully started')) break;
    const url = 'http://localhost:3917/summary';
    for (let i = 0; i < 20; i++) {
      const answer = await fetch(`${url}?text=one+two+three+four+five+six`);
      assert.equal(await answer.text(), 'one two three four five...');
    }
    let rows = [];
    const deadline = Date.now() + 10_000;
    while (rows.length < 2 || rows.some(({ n }) => n < 20)) {
      assert.ok(Date.now() < deadline, JSON.stringify(rows));
      rows = await (await fetch(`${url}/comparison`)).json();
    }
    assert.deepEqual(
      rows.map(({ config, n, success }) => [config, n, success]),
      [
        ['brief', 20, 1],
        ['full', 20, 1],
      ],
    );
    console.table(rows);
    return 'the starter works';
  } finally {
    clearTimeout(limit);
    const ended = once(child, 'exit');
    if (child.exitCode === null) process.kill(-child.pid);
    await ended;
  }
}
