import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { quantile } from '../harness.js';
import type { Row } from '../report.js';

const run = promisify(execFile);

/** Since the process began, until the application is ready; memory after collection. */
interface Boot {
  readonly ms: number;
  readonly cpuMs: number;
  readonly rss: number;
  readonly heapUsed: number;
}

const APPS = [
  { name: 'bare', what: 'a second bare app (noise of the measurement)' },
  { name: 'module', what: 'the module, imported and booted', isPromised: true },
  { name: 'experiment', what: 'and an experiment with two configs' },
  { name: 'model', what: 'and a class as its model, with class-validator' },
];

/**
 * What the library adds to the start of a bare Nest app on Express: fresh processes,
 * each between two of the bare app. Processor time, since the clock of a process that
 * lives for half a second says more of what else the machine does.
 */
export async function boot(rounds: number): Promise<Row[]> {
  const added = new Map<string, Boot[]>();
  for (const { name } of APPS) await start(name);
  for (let round = 0; round < Math.max(5, rounds / 4); round++) {
    for (const { name } of APPS) {
      const before = await start('bare');
      const own = await start(name);
      const after = await start('bare');
      added.set(name, [
        ...(added.get(name) ?? []),
        difference(own, before, after),
      ]);
    }
  }
  return APPS.flatMap(({ name, what, isPromised }) =>
    rowsOf(what, added.get(name) ?? [], isPromised === true),
  );
}

async function start(name: string): Promise<Boot> {
  const script = new URL('../boot/child.js', import.meta.url).pathname;
  const { stdout } = await run(process.execPath, ['--expose-gc', script, name]);
  return JSON.parse(stdout) as Boot;
}

function difference(own: Boot, before: Boot, after: Boot): Boot {
  const of = (key: keyof Boot): number =>
    own[key] - (before[key] + after[key]) / 2;
  return {
    ms: of('ms'),
    cpuMs: of('cpuMs'),
    rss: of('rss'),
    heapUsed: of('heapUsed'),
  };
}

function rowsOf(
  what: string,
  boots: readonly Boot[],
  isPromised: boolean,
): Row[] {
  const at = (key: keyof Boot, share: number, unit = 1): number =>
    quantile(
      boots.map((boot) => boot[key]),
      share,
    ) / unit;
  const range = (key: keyof Boot, unit = 1): string =>
    `${at(key, 0.1, unit).toFixed(1)} to ${at(key, 0.9, unit).toFixed(1)}`;
  const cpuMs = at('cpuMs', 0.5);
  const rss = at('rss', 0.5, 1e6);
  return [
    {
      what: `${what}: time`,
      figure: `${cpuMs.toFixed(1)} ms`,
      detail: `${range('cpuMs')}; ${at('ms', 0.5).toFixed(1)} ms by the clock`,
      ...(isPromised ? { target: '<= 60 ms', holds: cpuMs <= 60 } : {}),
    },
    {
      what: `${what}: memory`,
      figure: `${rss.toFixed(1)} MB`,
      detail: `${range('rss', 1e6)}; ${at('heapUsed', 0.5, 1e6).toFixed(1)} MB of heap`,
      ...(isPromised ? { target: '<= 10 MB', holds: rss <= 10 } : {}),
    },
  ];
}
