import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  it,
} from '@jest/globals';
import {
  BullModule,
  getQueueToken,
  Processor,
  WorkerHost,
} from '@nestjs/bullmq';
import { Test, type TestingModule } from '@nestjs/testing';
import { type Job, type Queue, QueueEvents } from 'bullmq';
import {
  branchConfig,
  BranchContext,
  Experiment,
  InMemoryLogger,
} from 'nestjs-spearmint';
import { settleBackground } from 'nestjs-spearmint/testing';
import { type Redis, startRedis } from './support/redis.js';
import {
  Greeter,
  names,
  spearmint,
  type Tone,
  twice,
} from './support/tones.js';

@Processor('plain', { concurrency: 10 })
class PlainProcessor extends WorkerHost {
  constructor(private readonly greeter: Greeter) {
    super();
  }
  process({ name }: Job): Promise<unknown[]> {
    return this.greeter.twice(name);
  }
}

@Processor('scoped', { concurrency: 10 })
class ScopedProcessor extends WorkerHost {
  constructor(
    private readonly greeter: Greeter,
    private readonly context: BranchContext,
  ) {
    super();
  }
  process({ name }: Job): Promise<unknown[]> {
    return this.context.run(() => this.greeter.twice(name));
  }
}

/** A job that is an experiment. */
@Processor('experiment', { concurrency: 10 })
class ExperimentProcessor extends WorkerHost {
  constructor(private readonly greeter: Greeter) {
    super();
  }
  @Experiment({ name: 'job' })
  override async process(
    { name }: Job,
    _token?: string,
    _signal?: AbortSignal,
    { tone }: Tone = branchConfig(),
  ): Promise<unknown> {
    await this.greeter.greet(name);
    return [tone, ...this.greeter.seen()];
  }
}

describe('queue processors', () => {
  const queues = ['plain', 'scoped', 'experiment'];
  const logger = new InMemoryLogger();
  let redis: Redis;
  let app: TestingModule;
  let events: QueueEvents;

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  afterEach(async () => {
    await events.close();
    await app.close();
  });

  async function boot(name: string): Promise<Queue> {
    logger.clear();
    const connection = { host: redis.host, port: redis.port };
    app = await Test.createTestingModule({
      imports: [
        BullModule.forRoot({ connection }),
        BullModule.registerQueue(...queues.map((queue) => ({ name: queue }))),
        spearmint({ logger }),
      ],
      providers: [
        Greeter,
        PlainProcessor,
        ScopedProcessor,
        ExperimentProcessor,
      ],
    }).compile();
    await app.init();
    events = new QueueEvents(name, { connection });
    await events.waitUntilReady();
    return app.get<Queue>(getQueueToken(name));
  }

  async function done(queue: Queue, name: string): Promise<unknown> {
    const job = await queue.add(name, {});
    return job.waitUntilFinished(events, 10_000);
  }

  it('experiments run and are recorded without a context', async () => {
    const queue = await boot('plain');
    expect(await done(queue, 'Ada')).toEqual(['no context']);
    await settleBackground(app);
    expect(logger.branches.map(({ output }) => output)).toEqual(twice('Ada'));
  });

  it('50 jobs at once have a context each with BranchContext.run()', async () => {
    const queue = await boot('scoped');
    await Promise.all(
      names(50).map(async (name) => {
        expect(await done(queue, name)).toEqual(twice(name));
      }),
    );
  });

  it('a processor that is an experiment has its own', async () => {
    const queue = await boot('experiment');
    await Promise.all(
      names(20).map(async (name) => {
        expect(await done(queue, name)).toEqual(['warm', `warm ${name}`]);
      }),
    );
  });
});
