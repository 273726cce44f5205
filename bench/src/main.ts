import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type Row, table } from './report.js';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    gate: { type: 'boolean', default: false },
    json: { type: 'string' },
    node: { type: 'string', default: process.execPath },
    only: { type: 'string' },
  },
});
const SUITES = [
  'calls',
  'fan-out',
  'otel',
  'memory',
  'peers',
  'configs',
  'journal',
  'store',
  'queries',
  'http',
  'boot',
];
const rounds = values.quick ? 20 : 80;
const chosen = values.only === undefined ? SUITES : values.only.split(',');
const version = spawnSync(values.node, ['--version'], {
  encoding: 'utf8',
}).stdout.trim();
console.log(
  `Node ${version}, ${cpus().length} cores, ${rounds} rounds. One process for each suite; ratios within it.\n`,
);

const results: Record<string, Row[]> = {};
for (const suite of chosen) {
  const script = new URL('suite.js', import.meta.url).pathname;
  const child = spawnSync(
    values.node,
    ['--expose-gc', script, suite, String(rounds)],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  if (child.status !== 0)
    throw new Error(`The suite ${suite} failed with ${child.status}`);
  results[suite] = JSON.parse(child.stdout) as Row[];
  console.log(`${suite}\n\n${table(results[suite])}\n`);
}
if (values.json !== undefined)
  writeFileSync(
    values.json,
    JSON.stringify({ version, results }, undefined, 2),
  );
const missed = Object.values(results)
  .flat()
  .filter(({ holds }) => holds === false);
console.log(
  missed.length === 0
    ? 'Every promise holds.'
    : `Missed: ${missed.map(({ what }) => what).join('; ')}`,
);
if (values.gate && missed.length > 0) process.exitCode = 1;
