import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  forwardRef,
  Inject,
  Injectable,
  Module,
  type OnModuleInit,
} from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  branchConfig,
  type ConfigDocument,
  ConfigSource,
  Experiment,
  ExperimentRegistry,
  ExperimentRunner,
  SpearmintModule,
} from 'nestjs-spearmint';
import { boot, Greeter, spearmint, type Tone } from './support/greeter.js';

let module: TestingModule;
afterEach(() => module.close());

describe('ways to call', () => {
  it("self-calls go through the experiment, also with the methods' this taken along", async () => {
    module = await boot({ providers: [Greeter] });
    const greeter = module.get(Greeter);
    const bound = greeter.greet.bind(greeter);

    await expect(greeter.twice('Ada')).resolves.toBe('warm Ada, warm Ada');
    await expect(bound('Ada')).resolves.toBe('warm Ada');
  });

  it('forwardRef cycles', async () => {
    @Injectable()
    class Ping {
      constructor(@Inject(forwardRef(() => Pong)) readonly other: never) {}
      @Experiment()
      async ping(config: Tone = branchConfig()): Promise<string> {
        return config.tone;
      }
    }
    @Injectable()
    class Pong {
      constructor(@Inject(forwardRef(() => Ping)) readonly other: Ping) {}
      @Experiment()
      async pong(config: Tone = branchConfig()): Promise<string> {
        return `${config.tone} ${await this.other.ping()}`;
      }
    }
    module = await boot({ providers: [Ping, Pong] });

    await expect(module.get(Ping).ping()).resolves.toBe('warm');
    await expect(module.get(Pong).pong()).resolves.toBe('warm warm');
  });

  it('a symbol-named method, also by the runner', async () => {
    const run = Symbol('run');
    class Quiet {
      @Experiment()
      async [run](config: Tone = branchConfig()): Promise<string> {
        return config.tone;
      }
    }
    module = await boot({ providers: [Quiet] });
    const quiet = module.get(Quiet);

    await expect(quiet[run]()).resolves.toBe('warm');
    const { output } = await module.get(ExperimentRunner).run(quiet, run, []);
    expect(output).toBe('warm');
    expect(module.get(ExperimentRegistry).names()).toEqual([
      'Quiet.Symbol(run)',
    ]);
  });

  it('after compile(), without init()', async () => {
    module = await Test.createTestingModule({
      imports: [spearmint()],
      providers: [Greeter],
    }).compile();

    await expect(module.get(Greeter).greet('Ada')).resolves.toBe('warm Ada');
  });

  it("in another provider's onModuleInit", async () => {
    const heard: string[] = [];
    @Injectable()
    class Early implements OnModuleInit {
      constructor(
        private readonly greeter: Greeter,
        @Inject('FACTORY') private readonly made: Greeter,
      ) {}
      async onModuleInit(): Promise<void> {
        heard.push(await this.greeter.greet('Ada'));
        heard.push(await this.made.greet('Bob', { tone: 'given' }));
      }
    }
    module = await boot({
      providers: [
        Early,
        Greeter,
        { provide: 'FACTORY', useFactory: () => new Greeter() },
      ],
    });

    expect(heard).toEqual(['warm Ada', 'given Bob']);
  });

  it('while other providers are still being made', async () => {
    class SlowSource extends ConfigSource {
      async load(): Promise<ConfigDocument[]> {
        for (let turn = 0; turn < 10; turn++) await setImmediate();
        return [{ origin: 'slow', value: { tone: 'late' } }];
      }
    }
    const pool = SpearmintModule.forFeature({
      name: 'late',
      configs: [new SlowSource()],
    });
    class Late {
      @Experiment({ pool: 'late' })
      async tell(config: Tone = branchConfig()): Promise<string> {
        return config.tone;
      }
    }
    @Module({
      imports: [pool],
      providers: [
        Late,
        {
          provide: 'WARM',
          inject: [Late],
          useFactory: (late: Late) => late.tell(),
        },
      ],
    })
    class LateModule {}
    module = await boot({ imports: [LateModule] });

    expect(module.get('WARM', { strict: false })).toBe('late');
  });
});
