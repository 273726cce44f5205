import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import {
  branchConfig,
  type BranchContainer,
  Experiment,
  MultiBranchStrategy,
} from 'nestjs-spearmint';
import pLimit from 'p-limit';
import { bootApp, delivered } from '../app.js';
import { type Case, loop, measure } from '../harness.js';
import { ratioRow, type Row } from '../report.js';

const sizes = [2, 8, 64, 1_000] as const;

const configs = (count: number): object[] =>
  Array.from({ length: count }, (_, i) => ({ i }));

class Bare {
  async run(i: number): Promise<number> {
    return i;
  }
}

/** A service of its own for each size: no call site sees two of them. */
function fanOutOf(count: number, concurrency?: number) {
  @Injectable()
  class FanOut {
    @Experiment({
      name: `fan-out ${count} ${concurrency ?? 'all'}`,
      configs: configs(count),
      strategy: new MultiBranchStrategy({ concurrency }),
    })
    async run(
      i: number,
      config: object = branchConfig(),
    ): Promise<number | BranchContainer<number>> {
      return config === undefined ? -1 : i;
    }
  }
  return FanOut;
}

/** Many branches of one call, against `Promise.all` with one storage entry each. */
export async function fanOut(rounds: number): Promise<Row[]> {
  const types = sizes.map((count) => fanOutOf(count));
  const Lanes = fanOutOf(1_000, 8);
  const app = await bootApp([...types, Lanes]);
  const cases: Case[] = sizes.flatMap((count, index) => {
    const storage = new AsyncLocalStorage<object>();
    const bare = new Bare();
    const service = app.get(types[index]);
    const all = `Promise.all of ${count}, one run each`;
    return [
      {
        name: all,
        run: loop((i) => {
          const promises: Promise<number>[] = [];
          for (let k = 0; k < count; k++) {
            promises.push(storage.run({ k }, () => bare.run(i)));
          }
          return Promise.all(promises);
        }),
      },
      {
        name: `multi-branch of ${count}`,
        base: all,
        run: loop((i) => service.run(i)),
        reset: () => delivered(app),
      },
    ];
  });
  const limit = pLimit(8);
  const limited = new Bare();
  const lanes = app.get(Lanes);
  cases.push(
    {
      name: 'p-limit(8) over 1000',
      run: loop((i) =>
        Promise.all(
          Array.from({ length: 1_000 }, () => limit(() => limited.run(i))),
        ),
      ),
    },
    {
      name: 'multi-branch of 1000, 8 at a time',
      base: 'p-limit(8) over 1000',
      run: loop((i) => lanes.run(i)),
      reset: () => delivered(app),
    },
  );
  const results = await measure(cases, rounds);
  await app.close();
  const on20 = Number(process.versions.node.split('.')[0]) < 24;
  return results
    .filter(({ base }) => base !== undefined)
    .map((result) =>
      ratioRow(result, {
        atMost: result.name.includes('at a time')
          ? on20
            ? 0.5
            : undefined
          : 1.5,
      }),
    );
}
