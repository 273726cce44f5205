import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  branchConfig,
  type BranchContainer,
  BranchContext,
  type BranchRecord,
  BranchTimeoutError,
  Experiment,
  ExperimentRegistry,
  ExperimentRunner,
  MultiBranchStrategy,
  RaceStrategy,
  type StrategyInput,
} from 'nestjs-spearmint';
import {
  boot,
  type Booted,
  closeAll,
  rejection,
  turns,
} from '../support/boot.js';
import { deferred } from '../support/deferred.js';

afterEach(closeAll);

interface Named {
  readonly name: string;
}

const names = (prefix: string, count: number): (Named & { $id: string })[] =>
  ['a', 'b', 'c'].slice(0, count).map((letter) => ({
    $id: `${prefix}_${letter}`,
    name: `${prefix}_${letter}`,
  }));

/** `outer` calls `inner` through a helper. */
async function nested(
  outer: { strategy: StrategyInput; count: number },
  inner: { strategy: StrategyInput; count: number },
): Promise<{ app: Booted; compose: () => Promise<string>; service: object }> {
  @Injectable()
  class Inner {
    @Experiment({
      name: 'inner',
      strategy: inner.strategy,
      configs: names('inner', inner.count),
    })
    async name({ name }: Named = branchConfig()): Promise<string> {
      await Promise.resolve();
      return name;
    }
  }
  @Injectable()
  class Outer {
    constructor(private readonly other: Inner) {}

    @Experiment({
      name: 'outer',
      strategy: outer.strategy,
      configs: names('outer', outer.count),
    })
    async compose({ name }: Named = branchConfig()): Promise<string> {
      return `${name}|${await this.helper()}`;
    }

    private async helper(): Promise<string> {
      await Promise.resolve();
      const result: unknown = await this.other.name();
      return typeof result === 'string'
        ? result
        : (result as BranchContainer<string>).outputs().join('+');
    }
  }
  const app = await boot({}, [Inner, Outer]);
  const service = app.get(Outer);
  return { app, service, compose: () => service.compose() };
}

/** Every record of an inner branch with the one that it belongs to. */
function links(records: readonly BranchRecord[]): string[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  return records
    .filter(({ experiment }) => experiment === 'inner')
    .map(
      ({ configId, role, parentId = '' }) =>
        `${byId.get(parentId)?.configId} > ${role} ${configId}`,
    )
    .sort();
}

describe('an experiment inside an experiment', () => {
  it('AC-O4: both are listed, with strategy, pool and ids', async () => {
    const { app } = await nested(
      { strategy: 'shadow', count: 1 },
      { strategy: 'round-robin', count: 2 },
    );
    const listed = [...app.get(ExperimentRegistry)].map(
      ({ name, strategy, pool }) => [name, strategy, pool.ids()],
    );
    expect(listed).toEqual([
      ['inner', 'round-robin', ['inner_a', 'inner_b']],
      ['outer', 'shadow', ['outer_a']],
    ]);
  });

  it('AC-N7, AC-O5: a run’s records tell who called whom, with configs and outputs', async () => {
    const { app, service } = await nested(
      { strategy: 'multi-branch', count: 2 },
      { strategy: 'single', count: 1 },
    );
    const { branches } = await app.runner.run(
      service as { compose(): Promise<string> },
      'compose',
      [],
    );
    await app.settle();
    const paths = branches.successful().map(({ id, configId, output }) => ({
      chain: [
        configId,
        ...app.logger.branches
          .filter(({ parentId }) => parentId === id)
          .map((inner) => inner.configId),
      ],
      output,
    }));
    expect(paths).toEqual([
      { chain: ['outer_a', 'inner_a'], output: 'outer_a|inner_a' },
      { chain: ['outer_b', 'inner_a'], output: 'outer_b|inner_a' },
    ]);
  });

  it('AC-O3: composes the values of both, and links the inner branch to the outer', async () => {
    const { app, compose } = await nested(
      { strategy: 'single', count: 2 },
      { strategy: 'single', count: 2 },
    );
    expect(await compose()).toBe('outer_a|inner_a');
    await app.settle();
    expect(links(app.logger.branches)).toEqual(['outer_a > primary inner_a']);
    const outer = app.logger.branches.find(
      ({ experiment }) => experiment === 'outer',
    );
    expect(outer?.parentId).toBeUndefined();
  });

  it('AC-O1, AC-G12: shadow in shadow: the output is primary by primary, and inside a shadow only the foreground choice runs', async () => {
    const { app, compose } = await nested(
      { strategy: 'shadow', count: 3 },
      { strategy: 'shadow', count: 3 },
    );
    expect(await compose()).toBe('outer_a|inner_a');
    await app.settle();
    expect(links(app.logger.branches)).toEqual([
      'outer_a > primary inner_a',
      'outer_a > shadow inner_b',
      'outer_a > shadow inner_c',
      'outer_b > primary inner_a',
      'outer_c > primary inner_a',
    ]);
    expect(
      app.logger.branches
        .filter(({ experiment }) => experiment === 'outer')
        .map(({ role, output }) => [role, output]),
    ).toEqual([
      ['primary', 'outer_a|inner_a'],
      ['shadow', 'outer_b|inner_a'],
      ['shadow', 'outer_c|inner_a'],
    ]);
  });

  it('AC-O2: an outer without configs: default by each of the inner', async () => {
    @Injectable()
    class Service {
      @Experiment({
        name: 'inner',
        configs: names('inner', 2),
        strategy: 'shadow',
      })
      async name({ name }: Named = branchConfig()): Promise<string> {
        return name;
      }

      @Experiment({ name: 'outer' })
      async compose(): Promise<string> {
        return `default|${await this.name()}`;
      }
    }
    const app = await boot({ emptyPool: 'passthrough' }, [Service]);
    expect(await app.get(Service).compose()).toBe('default|inner_a');
    await app.settle();
    expect(links(app.logger.branches)).toEqual([
      'default > primary inner_a',
      'default > shadow inner_b',
    ]);
  });

  it('a fan-out inside a shadow runs all its branches: they are its foreground', async () => {
    const { app, compose } = await nested(
      { strategy: 'shadow', count: 2 },
      { strategy: 'multi-branch', count: 2 },
    );
    expect(await compose()).toBe('outer_a|inner_a+inner_b');
    await app.settle();
    expect(links(app.logger.branches)).toEqual([
      'outer_a > variant inner_a',
      'outer_a > variant inner_b',
      'outer_b > variant inner_a',
      'outer_b > variant inner_b',
    ]);
  });

  it('shadows inside a fan-out run for each of its branches', async () => {
    const { app, compose } = await nested(
      { strategy: 'multi-branch', count: 2 },
      { strategy: 'shadow', count: 2 },
    );
    await compose();
    await app.settle();
    expect(links(app.logger.branches)).toEqual([
      'outer_a > primary inner_a',
      'outer_a > shadow inner_b',
      'outer_b > primary inner_a',
      'outer_b > shadow inner_b',
    ]);
  });

  it('50 calls at the same time: each inner branch belongs to its own call', async () => {
    const { app, compose } = await nested(
      { strategy: 'round-robin', count: 3 },
      { strategy: 'round-robin', count: 2 },
    );
    await Promise.all(Array.from({ length: 50 }, compose));
    await app.settle();
    const outer = app.logger.branches.filter(
      ({ experiment }) => experiment === 'outer',
    );
    const parents = app.logger.branches
      .filter(({ experiment }) => experiment === 'inner')
      .map(({ parentId }) => parentId);
    expect(new Set(parents)).toEqual(new Set(outer.map(({ id }) => id)));
    expect(parents).toHaveLength(50);
    for (const { id, output } of outer) {
      const inner = app.logger.branches.find(({ parentId }) => parentId === id);
      expect(String(output).endsWith(String(inner?.output))).toBe(true);
    }
  });

  it('a run inside a branch belongs to it, and its container holds its own branches alone', async () => {
    let inside: BranchContainer<string> | undefined;
    @Injectable()
    class Service {
      constructor(private readonly runner: ExperimentRunner) {}

      @Experiment({ name: 'inner', configs: names('inner', 2) })
      async name({ name }: Named = branchConfig()): Promise<string> {
        return name;
      }

      @Experiment({ name: 'outer', configs: names('outer', 1) })
      async compose(): Promise<string> {
        const run = await this.runner.run(this as Service, 'name', [], {
          strategy: 'multi-branch',
        });
        inside = run.branches;
        return run.branches.outputs().join('+');
      }
    }
    const app = await boot({}, [Service]);
    const { output, branches } = await app.runner.run(
      app.get(Service),
      'compose',
      [],
    );
    expect(output).toBe('inner_a+inner_b');
    expect(branches).toHaveLength(1);
    expect(inside).toHaveLength(2);
    expect(Array.from(inside ?? [], ({ parentId }) => parentId)).toEqual([
      branches.at(0)?.id,
      branches.at(0)?.id,
    ]);
  });
});

describe('Q13: recursion', () => {
  it.each(['single', 'shadow'] as const)(
    'five deep under %s ends, linked level by level, without a runaway fan-out',
    async (strategy) => {
      @Injectable()
      class Counting {
        @Experiment({ name: 'inner', configs: names('inner', 3), strategy })
        async down(
          depth: number,
          { name }: Named = branchConfig(),
        ): Promise<string> {
          return depth === 0 ? name : `${name}/${await this.down(depth - 1)}`;
        }
      }
      const app = await boot({}, [Counting]);
      expect(await app.get(Counting).down(4)).toBe(
        'inner_a/inner_a/inner_a/inner_a/inner_a',
      );
      await app.settle();
      const { branches } = app.logger;
      const byId = new Map(branches.map((branch) => [branch.id, branch]));
      const depthOf = ({ parentId }: BranchRecord): number =>
        parentId === undefined
          ? 0
          : 1 + depthOf(byId.get(parentId) as BranchRecord);
      expect(Math.max(...branches.map(depthOf))).toBe(4);
      // Each level of the primary's chain has two shadows, and each shadow goes down alone.
      expect(branches).toHaveLength(
        strategy === 'single' ? 5 : 5 + 2 * (5 + 4 + 3 + 2 + 1),
      );
    },
  );
});

describe('a branch that has been aborted', () => {
  it.each<[string, StrategyInput]>([
    ['fallback', 'fallback'],
    ['race', new RaceStrategy({ concurrency: 1 })],
    ['fan-out', new MultiBranchStrategy({ concurrency: 1 })],
  ])('starts no further config of a %s inside of it', async (_, strategy) => {
    const first = deferred<string>();
    const asked: string[] = [];
    @Injectable()
    class Inner {
      @Experiment({ strategy, configs: names('inner', 2) })
      ask({ name }: Named = branchConfig()): Promise<string> {
        asked.push(name);
        return first.promise;
      }
    }
    @Injectable()
    class Outer {
      constructor(private readonly inner: Inner) {}

      @Experiment({ configs: names('outer', 1) })
      compose(_config: Named = branchConfig()): Promise<string> {
        return this.inner.ask();
      }
    }
    const app = await boot({}, [Inner, Outer]);
    const caller = new AbortController();
    const { signal } = caller;
    const call = app.runner.run(app.get(Outer), 'compose', [], { signal });
    await turns();
    caller.abort(new Error('left'));
    expect(await rejection(call)).toEqual(new Error('left'));
    first.reject(new Error('down'));
    await turns();
    expect(asked).toEqual(['inner_a']);
  });

  it('aborts what its body starts after it has run out of time', async () => {
    const late = deferred();
    const started = deferred<boolean>();
    @Injectable()
    class Inner {
      constructor(private readonly context: BranchContext) {}

      @Experiment({ name: 'inner', configs: names('inner', 1) })
      async ask(_config: Named = branchConfig()): Promise<void> {
        started.resolve(this.context.signal.aborted);
      }
    }
    @Injectable()
    class Outer {
      constructor(private readonly inner: Inner) {}

      @Experiment({ name: 'outer', configs: names('outer', 1), timeoutMs: 1 })
      async compose(_config: Named = branchConfig()): Promise<void> {
        await late.promise;
        await this.inner.ask();
      }
    }
    const app = await boot({}, [Inner, Outer]);
    expect(await rejection(app.get(Outer).compose())).toBeInstanceOf(
      BranchTimeoutError,
    );
    late.resolve();
    expect(await started.promise).toBe(true);
    await turns();
    expect(links(await app.records())).toEqual(['outer_a > primary inner_a']);
  });
});
