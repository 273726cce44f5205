import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Body,
  Controller,
  type INestApplication,
  Injectable,
  Param,
  Post,
} from '@nestjs/common';
import {
  branchConfig,
  BranchContainer,
  BranchContext,
  type BranchRecord,
  Experiment,
  InMemoryLogger,
  SpearmintModule,
} from 'nestjs-spearmint';
import { settleBackground } from 'nestjs-spearmint/testing';
import fc from 'fast-check';
import { adapters, call, listen, postJson } from '../support/http-app.js';

/** Lets what waits go on in the order of given numbers, not in that of its coming. */
class Mixer {
  private readonly waiting: (() => void)[] = [];
  private order: readonly number[] = [0];
  private released = 0;

  pause(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Releases one after the other until `work` has ended. */
  async during<T>(order: readonly number[], work: Promise<T>): Promise<T> {
    this.order = order;
    this.released = 0;
    let isRunning = true;
    const ended = work.finally(() => (isRunning = false));
    while (isRunning) {
      await new Promise(setImmediate);
      this.release();
    }
    return ended;
  }

  private release(): void {
    // Several a turn, or 100 requests would take long.
    for (let i = 0; i < 8 && this.waiting.length > 0; i++) {
      const pick = this.order[this.released++ % this.order.length] ?? 0;
      const [next] = this.waiting.splice(pick % this.waiting.length, 1);
      next?.();
    }
  }
}

const mixer = new Mixer();

interface Config {
  readonly word: string;
}

@Injectable()
class Work {
  constructor(private readonly context: BranchContext) {}

  @Experiment({ name: 'one' })
  async one(label: string, config: Config = branchConfig()): Promise<string> {
    return this.answer(label, config);
  }

  @Experiment({ name: 'shadowed', strategy: 'shadow' })
  async shadowed(
    label: string,
    config: Config = branchConfig(),
  ): Promise<string> {
    return this.answer(label, config);
  }

  @Experiment({ name: 'all', strategy: 'multi-branch' })
  async all(label: string, config: Config = branchConfig()): Promise<unknown> {
    return this.answer(label, config);
  }

  @Experiment({ name: 'nesting' })
  async nesting(
    label: string,
    config: Config = branchConfig(),
  ): Promise<string> {
    await this.one(`${label} inner`);
    return this.answer(label, config);
  }

  @Experiment({ name: 'streaming' })
  async *streaming(
    label: string,
    config: Config = branchConfig(),
  ): AsyncGenerator<string> {
    yield await this.answer(label, config);
  }

  private async answer(label: string, { word }: Config): Promise<string> {
    await mixer.pause();
    const before = this.context.current?.configId;
    await mixer.pause();
    const after = this.context.current?.configId;
    return `${label} ${word} ${before === word && after === word}`;
  }
}

/** The other application's service. */
const others = new Map<Work, Work>();

/** What one step of a request does, and how many branches of it its context shows. */
const STEPS = {
  one: { shown: 1, run: (work, label) => work.one(label) },
  shadowed: { shown: 2, run: (work, label) => work.shadowed(label) },
  all: { shown: 2, run: (work, label) => work.all(label) },
  nesting: { shown: 2, run: (work, label) => work.nesting(label) },
  streaming: {
    shown: 1,
    run: async (work, label) => {
      for await (const _ of work.streaming(label)) await mixer.pause();
    },
  },
  other: { shown: 0, run: async (work, label) => others.get(work)?.one(label) },
  wait: { shown: 0, run: () => mixer.pause() },
} satisfies Record<
  string,
  { shown: number; run: (work: Work, label: string) => Promise<unknown> }
>;

type Step = keyof typeof STEPS;

@Controller()
class Pages {
  constructor(
    private readonly work: Work,
    private readonly branches: BranchContainer,
  ) {}

  /** Steps of one inner list run at once. */
  @Post(':label')
  async page(
    @Param('label') label: string,
    @Body() steps: Step[][],
  ): Promise<BranchContainer> {
    for (const [i, parallel] of steps.entries()) {
      await Promise.all(
        parallel.map((step, j) =>
          STEPS[step].run(this.work, `${label}.${i}.${j}`),
        ),
      );
    }
    await this.branches.settled();
    return this.branches;
  }
}

const names = ['a', 'b'] as const;
const REQUESTS = 50;

const plan = fc.array(
  fc.array(fc.constantFrom(...(Object.keys(STEPS) as Step[])), {
    minLength: 1,
    maxLength: 3,
  }),
  { minLength: 1, maxLength: 3 },
);

describe.each(adapters)(
  'two applications on $name, 50 requests each at once',
  (adapter) => {
    const loggers = { a: new InMemoryLogger(), b: new InMemoryLogger() };
    const apps = new Map<'a' | 'b', INestApplication>();

    beforeAll(async () => {
      for (const name of names) {
        const app = await listen(adapter, {
          imports: [
            SpearmintModule.forRoot({
              logger: loggers[name],
              background: { queueLimit: 10_000 },
              configs: [1, 2].map((n) => ({
                $id: `${name}${n}`,
                word: `${name}${n}`,
              })),
            }),
          ],
          providers: [Work],
          controllers: [Pages],
        });
        apps.set(name, app);
      }
      const [a, b] = [...apps.values()].map((app) => app.get(Work));
      if (a === undefined || b === undefined) throw new Error('no services');
      others.set(a, b).set(b, a);
    });
    afterAll(async () => {
      others.clear();
      await Promise.all([...apps.values()].map((app) => app.close()));
    });

    async function ask(
      name: 'a' | 'b',
      index: number,
      steps: Step[][],
    ): Promise<void> {
      const app = apps.get(name) as INestApplication;
      const label = `${name}-${index}`;
      const { status, body } = await call<BranchRecord[]>(
        app,
        `/${label}`,
        postJson(steps),
      );
      expect(status).toBe(201);
      const shown = steps.flat().reduce((sum, s) => sum + STEPS[s].shown, 0);
      expect(body).toHaveLength(shown);
      for (const branch of body) {
        expect(branch.configId.startsWith(name)).toBe(true);
        expect(branch.status).toBe('success');
        // A stream's output is the number of its items.
        if (branch.output === 1) continue;
        const output = String(branch.output);
        expect(output.startsWith(`${label}.`)).toBe(true);
        expect(output.endsWith(` ${branch.configId} true`)).toBe(true);
      }
    }

    it('no branch shows in another request or another application, in any order of events', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(plan, { minLength: REQUESTS, maxLength: REQUESTS }),
          fc.array(fc.nat({ max: 1_000 }), { minLength: 1, maxLength: 200 }),
          async (plans, order) => {
            for (const logger of Object.values(loggers)) logger.clear();
            const requests = plans.flatMap((steps, i) =>
              names.map((name) => ask(name, i, steps)),
            );
            await mixer.during(order, Promise.all(requests));
            for (const [name, app] of apps) {
              await settleBackground(app);
              const words = loggers[name].branches.map(({ configId }) =>
                configId.slice(0, 1),
              );
              expect(new Set(words).size).toBeLessThanOrEqual(1);
              const steps = plans.flat(2);
              const ran = steps.reduce(
                (sum, s) => sum + (s === 'other' ? 1 : STEPS[s].shown),
                0,
              );
              expect(loggers[name].recorded).toBe(ran);
            }
          },
        ),
        { numRuns: 10 },
      );
    }, 120_000);
  },
);
