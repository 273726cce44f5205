import { Injectable } from '@nestjs/common';
import {
  type Branch,
  BranchContainer,
  branchConfig,
  Experiment,
  ExperimentRunner,
} from 'nestjs-spearmint';
import { bootApp } from '../app.js';
import type { Row } from '../report.js';

const COUNT = 100_000;

@Injectable()
class Single {
  @Experiment()
  async run(config: { k: number } = branchConfig()): Promise<number> {
    return config.k;
  }
}

@Injectable()
class FanOut {
  @Experiment({
    strategy: 'multi-branch',
    configs: Array.from({ length: 1_000 }, (_, k) => ({ k })),
  })
  async run(
    config: { k: number } = branchConfig(),
  ): Promise<number | BranchContainer<number>> {
    return config.k;
  }
}

function heapAfterGc(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** What a branch keeps alive while somebody holds it; its output here is a small number. */
export async function memory(): Promise<Row[]> {
  const app = await bootApp([Single, FanOut], { logger: undefined });
  const runner = app.get(ExperimentRunner);
  const single = app.get(Single);
  const fanOut = app.get(FanOut);
  const held: Branch[] = [];
  const warm = await runner.run(single, 'run', []);
  held.push(...(warm.branches as BranchContainer));
  await fanOut.run();
  held.length = 0;
  const before = heapAfterGc();
  for (let k = 0; k < COUNT; k++) {
    const { branches } = await runner.run(single, 'run', []);
    held.push(branches.at(0) as Branch);
  }
  const one = (heapAfterGc() - before) / COUNT;
  held.length = 0;
  const containers: unknown[] = [];
  const empty = heapAfterGc();
  for (let k = 0; k < COUNT / 1_000; k++) containers.push(await fanOut.run());
  const many = (heapAfterGc() - empty) / COUNT;
  const kept = containers.length * 1_000;
  await app.close();
  return [
    {
      what: 'a held branch of a single call',
      figure: `${one.toFixed(0)} B`,
      target: '<= 200 B',
      holds: one <= 200,
      detail: `heap for each of ${COUNT}, after collection, with the list's 8 B`,
    },
    {
      what: 'a held branch of a fan-out, with its share of the container',
      figure: `${many.toFixed(0)} B`,
      target: '<= 200 B',
      holds: many <= 200,
      detail: `heap for each of ${kept}, after collection`,
    },
  ];
}
