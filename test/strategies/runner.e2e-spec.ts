import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  branchConfig,
  BranchContainer,
  BranchContext,
  branchesOf,
  ConfigPool,
  Experiment,
  experimental,
  type ExperimentRunner,
  InvalidStrategyError,
  NoApplicationError,
  RoundRobinStrategy,
  ShadowStrategy,
  UnknownExperimentError,
  UnknownStrategyError,
} from 'nestjs-spearmint';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { deferred } from '../support/deferred.js';
import {
  boot,
  type Booted,
  closeAll,
  type Delta,
  pool3,
  rejection,
  turns,
} from '../support/boot.js';

afterEach(closeAll);

let gate = deferred();

@Injectable()
class Adder {
  readonly ran: number[] = [];
  readonly signals: AbortSignal[] = [];

  constructor(private readonly context: BranchContext) {}

  @Experiment()
  async add(x: number, { delta }: Delta = branchConfig()): Promise<number> {
    this.ran.push(delta);
    return x + delta;
  }

  @Experiment()
  async wait({ delta }: Delta = branchConfig()): Promise<string> {
    this.signals.push(this.context.signal);
    if (delta === 1) return 'primary';
    await gate.promise;
    return 'shadow';
  }

  @Experiment()
  async hang(): Promise<string> {
    this.signals.push(this.context.signal);
    return new Promise(() => undefined);
  }

  @Experiment()
  async fail({ delta }: Delta = branchConfig()): Promise<string> {
    throw new Error(`failed with ${delta}`);
  }

  @Experiment()
  items({ delta }: Delta = branchConfig()): Observable<number> {
    return from([delta, delta]);
  }

  notAnExperiment(): string {
    return 'plain';
  }
}

async function booted(): Promise<{
  app: Booted;
  adder: Adder;
  runner: ExperimentRunner;
}> {
  gate = deferred();
  const app = await boot({ configs: pool3 }, [Adder]);
  return { app, adder: app.get(Adder), runner: app.runner };
}

describe('ExperimentRunner.run', () => {
  it('AC-N1: a single config: the output, and its branch', async () => {
    const { adder, runner } = await booted();
    const { output, branches } = await runner.run(adder, 'add', [10], {
      configs: [{ delta: 7 }],
    });
    expect(output).toBe(17);
    expect(branches).toBeInstanceOf(BranchContainer);
    expect(branches).toHaveLength(1);
    expect(branches.primary?.output).toBe(17);
  });

  it('AC-N2, AC-N9: with settle, the output is the primary’s and the branches hold the shadows’', async () => {
    const { adder, runner } = await booted();
    const { output, branches } = await runner.run(adder, 'add', [10], {
      strategy: 'shadow',
      settle: true,
    });
    expect(output).toBe(11);
    expect(branches.outputs()).toEqual([11, 15, 20]);
  });

  it('AC-N3: without settle, the output does not wait; all of it runs in the end', async () => {
    const { app, adder, runner } = await booted();
    const { output, branches } = await runner.run(adder, 'wait', [], {
      strategy: 'shadow',
    });
    expect(output).toBe('primary');
    expect(Array.from(branches, ({ status }) => status)).toEqual([
      'success',
      'pending',
      'pending',
    ]);
    gate.resolve();
    expect((await branches.settled()).outputs()).toEqual([
      'primary',
      'shadow',
      'shadow',
    ]);
    await app.settle();
    expect(app.logger.branches).toHaveLength(3);
  });

  it('AC-N5: a direct call and a run give the same', async () => {
    const { adder, runner } = await booted();
    expect(await adder.add(10)).toBe(11);
    expect((await runner.run(adder, 'add', [10])).output).toBe(11);
  });

  it('AC-N6: a shadow that throws leaves the run alone', async () => {
    const { adder, runner } = await booted();
    const { output, branches } = await runner.run(adder, 'wait', [], {
      strategy: 'shadow',
    });
    await turns();
    gate.reject(new Error('shadow failed'));
    await branches.settled();
    expect(output).toBe('primary');
    expect(branches.failed()).toHaveLength(2);
  });

  it('AC-N8: two runs in one context have containers of their own', async () => {
    const { app, adder, runner } = await booted();
    const both = await app
      .get(BranchContext)
      .run(() =>
        Promise.all([
          runner.run(adder, 'add', [10]),
          runner.run(adder, 'add', [20], { strategy: 'multi-branch' }),
        ]),
      );
    expect(both.map(({ branches }) => branches.outputs())).toEqual([
      [11],
      [21, 25, 30],
    ]);
  });

  it('a fan-out gives its container as the output, too', async () => {
    const { adder, runner } = await booted();
    const { output, branches } = await runner.run(adder, 'add', [10], {
      strategy: 'multi-branch',
    });
    expect(output).toBe(branches);
  });

  it('rejects as the method does', async () => {
    const { adder, runner } = await booted();
    await expect(runner.run(adder, 'fail', [])).rejects.toThrow(
      'failed with 1',
    );
  });

  it('a method that is no experiment, and one that does not exist', async () => {
    const { adder, runner } = await booted();
    await expect(
      runner.run(adder, 'notAnExperiment', []),
    ).rejects.toBeInstanceOf(UnknownExperimentError);
    await expect(runner.run(adder, 'notAnExperiment', [])).rejects.toThrow(
      /"Adder\.notAnExperiment".*Adder\.add, /,
    );
    await expect(
      runner.run(adder, 'nothing' as never, [] as never),
    ).rejects.toThrow(/"Adder\.nothing"/);
  });
});

describe('the options of a run', () => {
  it('strategy: calls that name the same one share its state, and leave the experiment’s alone', async () => {
    const { adder, runner } = await booted();
    const run = async (strategy: string): Promise<number> =>
      (await runner.run(adder, 'add', [10], { strategy })).output;
    expect([
      await run('round-robin'),
      await run('round-robin'),
      await adder.add(10),
      await run('round-robin'),
    ]).toEqual([11, 15, 11, 20]);
  });

  it('strategy: a class, and an instance', async () => {
    const { adder, runner } = await booted();
    const cls = await runner.run(adder, 'add', [10], {
      strategy: RoundRobinStrategy,
    });
    const instance = await runner.run(adder, 'add', [10], {
      strategy: new ShadowStrategy({ primary: 'ten' }),
    });
    expect([cls.output, instance.output]).toEqual([11, 20]);
  });

  it('strategy: one that nobody knows, or that does not fit the pool, is refused', async () => {
    const { adder, runner } = await booted();
    await expect(
      runner.run(adder, 'add', [10], { strategy: 'nonexistent' }),
    ).rejects.toBeInstanceOf(UnknownStrategyError);
    await expect(
      runner.run(adder, 'add', [10], {
        strategy: new ShadowStrategy({ primary: 10 }),
      }),
    ).rejects.toThrow(InvalidStrategyError);
    await expect(
      runner.run(adder, 'add', [10], {
        strategy: new ShadowStrategy({ primary: 'five' }),
        configs: [{ delta: 1 }],
      }),
    ).rejects.toThrow(/primary "five"/);
    expect(adder.ran).toEqual([]);
  });

  it('configs: sources or a pool', async () => {
    const { adder, runner } = await booted();
    const pool = await ConfigPool.from([{ delta: 30 }, { delta: 40 }]);
    for (const configs of [pool, [{ delta: 30 }, { delta: 40 }]]) {
      const { branches } = await runner.run(adder, 'add', [10], {
        configs,
        strategy: 'multi-branch',
      });
      expect(branches.outputs()).toEqual([40, 50]);
    }
    expect(await adder.add(10)).toBe(11);
  });

  it('settle: does not wait for a stream that only the caller can read', async () => {
    const { adder, runner } = await booted();
    const { output, branches } = await runner.run(adder, 'items', [], {
      strategy: 'shadow',
      settle: true,
    });
    expect(Array.from(branches, ({ status }) => status)).toEqual([
      'pending',
      'success',
      'success',
    ]);
    expect(await lastValueFrom(output as unknown as Observable<number>)).toBe(
      1,
    );
    expect(branches.outputs()).toEqual([2, 2, 2]);
  });

  it('Q22, signal: ends the call with its reason and reaches the branch', async () => {
    const { app, adder, runner } = await booted();
    const controller = new AbortController();
    const call = runner.run(adder, 'hang', [], { signal: controller.signal });
    await turns();
    expect(adder.signals[0]?.aborted).toBe(false);
    const reason = new Error('the caller left');
    controller.abort(reason);
    expect(await rejection(call)).toBe(reason);
    expect(adder.signals[0]?.reason).toBe(reason);
    await app.settle();
    expect(app.logger.branches).toMatchObject([
      { status: 'failed', error: { message: 'the caller left' } },
    ]);
  });

  it('Q22, signal: aborted before the run, nothing runs', async () => {
    const { adder, runner } = await booted();
    const reason = new Error('gone already');
    const signal = AbortSignal.abort(reason);
    expect(await rejection(runner.run(adder, 'add', [10], { signal }))).toBe(
      reason,
    );
    expect(adder.ran).toEqual([]);
  });

  it('Q22, signal: aborted by the method itself', async () => {
    const controller = new AbortController();
    @Injectable()
    class Aborting {
      @Experiment()
      async run(): Promise<void> {
        controller.abort('enough');
        return new Promise(() => undefined);
      }
    }
    const app = await boot({ configs: pool3 }, [Aborting]);
    const call = app.runner.run(app.get(Aborting), 'run', [], {
      signal: controller.signal,
    });
    expect(await rejection(call)).toBe('enough');
  });

  it('Q22, signal: aborted while the run is prepared, nothing runs', async () => {
    const { adder, runner } = await booted();
    const controller = new AbortController();
    const call = runner.run(adder, 'add', [10], {
      signal: controller.signal,
      configs: [{ delta: 1 }],
    });
    controller.abort('too late');
    expect(await rejection(call)).toBe('too late');
    expect(adder.ran).toEqual([]);
  });

  it('Q22, signal: after the end it is no longer listened to', async () => {
    const { adder, runner } = await booted();
    const controller = new AbortController();
    const { output } = await runner.run(adder, 'add', [10], {
      signal: controller.signal,
    });
    controller.abort();
    expect(output).toBe(11);
  });
});

describe('the service with its branches', () => {
  it('gives from every method what a run of it gives', async () => {
    const { adder, runner } = await booted();
    const { output, branches } = await experimental(adder).add(10);
    expect(output).toBe(11);
    expect(branches.outputs()).toEqual([11]);
    expect((await runner.of(adder).add(20)).output).toBe(21);
  });

  it('runs every call with the options it was made with', async () => {
    const { adder } = await booted();
    const fan = experimental(adder, { strategy: 'multi-branch' });
    expect((await fan.add(10)).branches.outputs()).toEqual([11, 15, 20]);
    expect(branchesOf((await fan.add(20)).output).outputs()).toEqual([
      21, 25, 30,
    ]);
  });

  it('leaves the service as it is', async () => {
    const { adder } = await booted();
    void experimental(adder);
    expect(await adder.add(10)).toBe(11);
  });

  it('rejects as the method does', async () => {
    const { adder } = await booted();
    await expect(experimental(adder).fail()).rejects.toThrow('failed with 1');
  });

  it('rejects calls of methods that are no experiments', async () => {
    const { adder } = await booted();
    await expect(experimental(adder).notAnExperiment()).rejects.toThrow(
      /no experiment "Adder\.notAnExperiment"/,
    );
  });

  it('is no promise, and has nothing that the service has not', async () => {
    const { adder } = await booted();
    const facade = experimental(adder);
    expect(await Promise.resolve(facade)).toBe(facade);
    expect('ran' in facade || 'missing' in facade).toBe(false);
    expect(facade).toHaveProperty('toString', Object.prototype.toString);
  });

  it('refuses an instance that no application has made', () => {
    const adder = new Adder(new BranchContext({}));
    expect(() => experimental(adder)).toThrow(NoApplicationError);
    expect(() => experimental(adder)).toThrow(
      /instance of Adder .*import SpearmintModule/,
    );
  });
});
