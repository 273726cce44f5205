import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Controller,
  Get,
  type INestApplication,
  Injectable,
  Param,
} from '@nestjs/common';
import {
  branchConfig,
  BranchContainer,
  BranchContext,
  Branches,
  type BranchRecord,
  BranchRecorder,
  Experiment,
  ExperimentRegistry,
  InMemoryLogger,
  SpearmintModule,
} from 'nestjs-spearmint';
import { adapters, call, listen } from '../support/http-app.js';

interface Label {
  readonly label: string;
}

@Injectable()
class Labels {
  constructor(private readonly context: BranchContext) {}

  @Experiment({ strategy: 'round-robin' })
  async next(config: Label = branchConfig()): Promise<string> {
    return config.label;
  }

  @Experiment({ strategy: 'shadow' })
  async shadowed(id: string, config: Label = branchConfig()): Promise<string> {
    await Promise.resolve();
    return `${id} ${config.label} ${this.context.current?.configId}`;
  }
}

/** Set by a test to let one application's service call the other's. */
const other: { labels?: Labels } = {};

@Controller()
class Pages {
  constructor(
    private readonly labels: Labels,
    private readonly branches: BranchContainer,
  ) {}

  @Get('next')
  next(): Promise<string> {
    return this.labels.next();
  }

  @Get('page/:id')
  async page(@Param('id') id: string): Promise<BranchContainer> {
    await this.labels.shadowed(id);
    await this.branches.settled();
    return this.branches;
  }

  @Get('both/:id')
  async both(
    @Param('id') id: string,
    @Branches() branches: BranchContainer,
  ): Promise<BranchContainer> {
    await other.labels?.shadowed(id);
    await this.labels.shadowed(id);
    await branches.settled();
    return branches;
  }
}

describe.each(adapters)(
  'two applications in one process on $name',
  (adapter) => {
    const loggers = { a: new InMemoryLogger(), b: new InMemoryLogger() };
    let a: INestApplication;
    let b: INestApplication;

    const boot = (name: 'a' | 'b'): Promise<INestApplication> =>
      listen(adapter, {
        imports: [
          SpearmintModule.forRoot({
            logger: loggers[name],
            configs: [1, 2].map((n) => ({
              $id: `${name}${n}`,
              label: `${name}${n}`,
            })),
          }),
        ],
        providers: [Labels],
        controllers: [Pages],
      });

    beforeEach(async () => {
      for (const logger of Object.values(loggers)) logger.clear();
      [a, b] = [await boot('a'), await boot('b')];
    });
    afterEach(async () => {
      delete other.labels;
      await Promise.all([a.close(), b.close()]);
    });

    it('have their own cursors, pools and loggers for one service class', async () => {
      const next = async (app: INestApplication): Promise<unknown> =>
        (await call(app, '/next')).body;

      expect([
        await next(a),
        await next(a),
        await next(b),
        await next(a),
      ]).toEqual(['a1', 'a2', 'b1', 'a1']);
      await Promise.all([a, b].map((app) => app.get(BranchRecorder).flush()));
      const ids = ({ branches }: InMemoryLogger): string[] =>
        branches.map(({ configId }) => configId);
      expect(ids(loggers.a)).toEqual(['a1', 'a2', 'a1']);
      expect(ids(loggers.b)).toEqual(['b1']);
      expect(a.get(ExperimentRegistry)).not.toBe(b.get(ExperimentRegistry));
    });

    it('50 requests to each at once: no branch crosses over', async () => {
      const ask = async (
        app: INestApplication,
        name: string,
      ): Promise<void> => {
        await Promise.all(
          Array.from({ length: 50 }, async (_, i) => {
            const { body } = await call<BranchRecord[]>(app, `/page/${i}`);
            expect(body.map(({ output }) => output)).toEqual([
              `${i} ${name}1 ${name}1`,
              `${i} ${name}2 ${name}2`,
            ]);
          }),
        );
      };

      await Promise.all([ask(a, 'a'), ask(b, 'b')]);
      await Promise.all([a, b].map((app) => app.get(BranchRecorder).flush()));
      expect(loggers.a.recorded).toBe(100);
      expect(loggers.b.recorded).toBe(100);
    });

    it("one's service called from the other's request shows in neither other place", async () => {
      other.labels = b.get(Labels);
      const { body } = await call<BranchRecord[]>(a, '/both/x');

      expect(body.map(({ configId }) => configId)).toEqual(['a1', 'a2']);
      await Promise.all([a, b].map((app) => app.get(BranchRecorder).flush()));
      expect(loggers.a.branches.map(({ configId }) => configId)).toEqual([
        'a1',
        'a2',
      ]);
      const foreign = await loggers.b.waitFor(2);
      expect(foreign.map(({ configId }) => configId)).toEqual(['b1', 'b2']);
      expect(foreign.map(({ parentId }) => parentId)).toEqual([
        undefined,
        undefined,
      ]);
    });

    it('closing one leaves the other', async () => {
      await a.close();

      const { body } = await call<BranchRecord[]>(b, '/page/x');
      expect(body).toHaveLength(2);
      await expect(loggers.b.waitFor(2)).resolves.toHaveLength(2);
    });
  },
);
