import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  BackgroundSupervisor,
  branchConfig,
  Experiment,
  ShadowStrategy,
} from 'nestjs-spearmint';
import { boot, closeAll, rejection, turns } from '../support/boot.js';
import { hostile } from './support/hostile.js';

afterEach(closeAll);

interface Index {
  readonly index: number;
}

/** The primary has the index -1, every shadow that of what it does. */
const configs = [{ index: -1 }, ...hostile.map((_, index) => ({ index }))];

const failure = new Error('the primary failed');

@Injectable()
class Service {
  primary: (argument: { list: unknown[] }) => unknown = ({ list }) =>
    list.length;
  bodies = 0;

  @Experiment({
    strategy: new ShadowStrategy({ snapshot: 'structuredClone' }),
    background: { timeoutMs: 300 },
  })
  async copied(
    argument: { list: unknown[] },
    { index }: Index = branchConfig(),
  ): Promise<unknown> {
    return this.run(argument, index);
  }

  @Experiment({ strategy: 'shadow', background: { timeoutMs: 300 } })
  plain(
    argument: { list: unknown[] },
    { index }: Index = branchConfig(),
  ): unknown {
    return this.run(argument, index);
  }

  private run(argument: { list: unknown[] }, index: number): unknown {
    if (index < 0) return this.primary(argument);
    this.bodies++;
    return hostile[index]?.act(argument);
  }
}

const options = { configs, background: { concurrency: 100 } };

describe(`the caller beside ${hostile.length} shadows that do all they can`, () => {
  it('there are at least 50 of them', () => {
    expect(hostile.length).toBeGreaterThanOrEqual(50);
  });

  it.each(['copied', 'plain'] as const)(
    '%s: gets the primary’s result before any shadow’s body has run',
    async (method) => {
      const app = await boot(options, [Service]);
      const service = app.get(Service);
      expect(await service[method]({ list: [1, 2, 3] })).toBe(3);
      expect(service.bodies).toBe(0);
      await app.settle();
      expect(service.bodies).toBe(hostile.length);
    },
  );

  it.each(['copied', 'plain'] as const)(
    '%s: gets the primary’s very error',
    async (method) => {
      const app = await boot(options, [Service]);
      const service = app.get(Service);
      service.primary = () => Promise.reject(failure);
      expect(await rejection(service[method]({ list: [] }) as never)).toBe(
        failure,
      );
      await app.settle();
      expect(service.bodies).toBe(hostile.length);
    },
  );

  it('gets a primary’s late result as soon as it is there, while shadows hang', async () => {
    const app = await boot(options, [Service]);
    const service = app.get(Service);
    service.primary = async () => {
      await turns(5);
      return 'late';
    };
    expect(await service.plain({ list: [] })).toBe('late');
    expect(app.get(BackgroundSupervisor).stats().running).toBeGreaterThan(0);
    await app.settle();
  });

  it('keeps its arguments as they were, with snapshot', async () => {
    const app = await boot(options, [Service]);
    const argument = { list: ['a', 'b'] };
    await app.get(Service).copied(argument);
    await app.settle();
    expect(argument).toEqual({ list: ['a', 'b'] });
  });

  it.each(['copied', 'plain'] as const)(
    '%s: and each of them ends in a record, as what it is',
    async (method) => {
      const app = await boot(options, [Service]);
      await app.get(Service)[method]({ list: [] });
      await app.settle();
      const shadows = app.logger.branches.filter(
        ({ role }) => role === 'shadow',
      );
      const seen = Object.fromEntries(
        shadows.map(({ config, status }) => [
          hostile[(config as Index).index]?.name,
          status,
        ]),
      );
      // An async method awaits what it returns: there a promise's own then() is not called.
      const odd = [
        'a promise whose then throws',
        'a promise whose constructor cannot be read',
      ];
      const expected = Object.fromEntries(
        hostile.map(({ name, ends }) => [name, ends]),
      );
      if (method === 'copied') {
        for (const name of odd) delete seen[name];
        for (const name of odd) delete expected[name];
      }
      expect(seen).toEqual(expected);
      expect(shadows).toHaveLength(hostile.length);
      expect(app.get(BackgroundSupervisor).stats()).toMatchObject({
        offered: hostile.length,
        running: 0,
        waiting: 0,
      });
    },
  );

  it('and in the foreground of a fan-out they are branches like others', async () => {
    const app = await boot(options, [Service]);
    const { branches } = await app.runner.run(
      app.get(Service),
      'plain',
      [{ list: [1] }],
      {
        strategy: 'multi-branch',
        configs: configs.filter(
          ({ index }) => !/never/.test(hostile[index]?.name ?? ''),
        ),
      },
    );
    expect(branches.at(0)?.output).toBe(1);
    expect(Array.from(branches, ({ status }) => status)).not.toContain(
      'pending',
    );
    expect(() => JSON.stringify(branches)).not.toThrow();
    await app.settle();
  });
});
