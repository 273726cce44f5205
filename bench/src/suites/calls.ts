import { Injectable, type INestApplicationContext } from '@nestjs/common';
import {
  BackgroundSupervisor,
  BranchConfig,
  branchConfig,
  Experiment,
  injected,
} from 'nestjs-spearmint';
import { experimentAsync } from 'tzientist';
import { bootApp, delivered } from '../app.js';
import {
  failingLoop,
  loop,
  measure,
  quantile,
  turningLoop,
} from '../harness.js';
import { ratioRow, type Row } from '../report.js';
import { Bare, Single } from '../single.js';

interface Config {
  k: number;
}

class BareFailing {
  async run(i: number): Promise<number> {
    throw new Error(`no ${i}`);
  }
}
class Control extends Bare {
  override async run(i: number): Promise<number> {
    return i;
  }
}
class Candidate extends Bare {
  override async run(i: number): Promise<number> {
    return i;
  }
}
/** The least that a decorator does which stands around a method. */
function CallThrough() {
  return (
    _target: object,
    _key: string,
    descriptor: TypedPropertyDescriptor<(i: number) => Promise<number>>,
  ): void => {
    const original = descriptor.value as (i: number) => Promise<number>;
    descriptor.value = function (this: unknown, ...args) {
      return Reflect.apply(original, this, args);
    };
  };
}
class CalledThrough {
  @CallThrough()
  async run(i: number): Promise<number> {
    return i;
  }
}
class Raw {
  @Experiment()
  async run(i: number): Promise<number> {
    return i;
  }
}
@Injectable()
class Off {
  @Experiment({ enabled: false })
  async run(i: number): Promise<number> {
    return i;
  }
}
@Injectable()
class RoundRobin {
  @Experiment({ strategy: 'round-robin' })
  async run(i: number, config: Config = branchConfig()): Promise<number> {
    return config.k > 0 ? i : -1;
  }
}
@Injectable()
class Parameter {
  @Experiment()
  async run(
    i: number,
    @BranchConfig() config: Config = injected(),
  ): Promise<number> {
    return config.k > 0 ? i : -1;
  }
}
@Injectable()
class Failing {
  @Experiment()
  async run(i: number, config: Config = branchConfig()): Promise<number> {
    throw new Error(`no ${i} ${config.k}`);
  }
}
@Injectable()
class Shadowed {
  @Experiment({ strategy: 'shadow' })
  async run(i: number, config: Config = branchConfig()): Promise<number> {
    return config.k > 0 ? i : -1;
  }
}

/** What one call costs, in a process whose only `AsyncLocalStorage` is ours. */
export async function calls(rounds: number): Promise<Row[]> {
  const app = await bootApp([
    Off,
    Single,
    RoundRobin,
    Parameter,
    Failing,
    Shadowed,
  ]);
  const supervisor = app.get(BackgroundSupervisor);
  const reset = (): Promise<unknown> => delivered(app);
  const bare = new Bare();
  const failing = new BareFailing();
  const calledThrough = new CalledThrough();
  const raw = new Raw();
  const control = new Control();
  const candidate = new Candidate();
  const off = app.get(Off);
  const single = app.get(Single);
  const roundRobin = app.get(RoundRobin);
  const parameter = app.get(Parameter);
  const fails = app.get(Failing);
  const shadowed = app.get(Shadowed);
  const scientist = experimentAsync({
    name: 'pair',
    control: (i: number) => control.run(i),
    candidate: (i: number) => candidate.run(i),
    options: { publish: () => undefined },
  });
  const shadowLoop = turningLoop((i) => shadowed.run(i));
  const results = await measure(
    [
      { name: 'bare call', run: loop((i) => bare.run(i)) },
      {
        name: 'bare call that throws',
        run: failingLoop((i) => failing.run(i)),
      },
      {
        name: 'tzientist, control and candidate',
        base: 'bare call',
        run: turningLoop((i) => scientist(i)),
      },
      {
        name: 'a decorator that only calls the method',
        base: 'bare call',
        run: loop((i) => calledThrough.run(i)),
      },
      {
        name: 'decorated, without the module',
        base: 'bare call',
        run: loop((i) => raw.run(i)),
      },
      {
        name: 'decorated, disabled',
        base: 'bare call',
        run: loop((i) => off.run(i)),
        reset,
      },
      {
        name: 'single, recorded',
        base: 'bare call',
        run: loop((i) => single.run(i)),
        reset,
      },
      {
        name: 'round-robin, recorded',
        base: 'bare call',
        run: loop((i) => roundRobin.run(i)),
        reset,
      },
      {
        name: 'single, @BranchConfig parameter',
        base: 'bare call',
        run: loop((i) => parameter.run(i)),
        reset,
      },
      {
        name: 'failing call, recorded',
        base: 'bare call that throws',
        run: failingLoop((i) => fails.run(i)),
        reset,
      },
      {
        name: 'shadow pair, both ended and recorded',
        base: 'tzientist, control and candidate',
        reset,
        // The shadows' work is part of the batch.
        run: async (n) => {
          await shadowLoop(n);
          await supervisor.idle();
        },
      },
    ],
    rounds,
  );
  const deliveryNs = await deliveryOf(app, single);
  const skipped = supervisor.stats().skipped;
  await app.close();
  if (skipped.queueFull > 0)
    throw new Error(`${skipped.queueFull} shadows were skipped`);
  const on20 = Number(process.versions.node.split('.')[0]) < 24;
  const limits: Record<string, number> = {
    'decorated, without the module': 1.25,
    'decorated, disabled': 1.25,
    ...(on20 ? { 'single, recorded': 5, 'round-robin, recorded': 5 } : {}),
    'failing call, recorded': 1.75,
    'shadow pair, both ended and recorded': on20 ? 0.5 : 1,
  };
  const rows = results
    .filter(({ base }) => base !== undefined)
    .map((result) => ratioRow(result, { atMost: limits[result.name] }));
  const garbage =
    results.find(({ name }) => name === 'single, recorded')?.bytes ?? NaN;
  return [
    ...rows,
    {
      what: 'garbage of a recorded call',
      figure: `${garbage.toFixed(0)} B`,
      detail: 'heap growth',
      target: '<= 2500 B',
      holds: garbage <= 2_500,
    },
    {
      what: 'later, off the call: a branch brought to the in-memory backend',
      figure: `${deliveryNs.toFixed(0)} ns`,
      detail: 'record made, detached, batched',
    },
  ];
}

/** What it takes to bring a recorded branch to its backend, in nanoseconds. */
async function deliveryOf(
  app: INestApplicationContext,
  service: Single,
): Promise<number> {
  const count = 1_000;
  const all: number[] = [];
  for (let round = 0; round < 50; round++) {
    for (let i = 0; i < count; i++) await service.run(i);
    const since = performance.now();
    await delivered(app);
    all.push(((performance.now() - since) * 1e6) / count);
  }
  return quantile(all, 0.5);
}
