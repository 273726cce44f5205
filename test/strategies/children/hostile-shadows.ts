import 'reflect-metadata';
import { Injectable } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  BackgroundSupervisor,
  branchConfig,
  Experiment,
  type ExperimentInvocation,
  LoggerBackend,
  SpearmintModule,
  Strategy,
} from 'nestjs-spearmint';
import { hostile } from '../support/hostile.js';

/** Everything that may misbehave does, in a process of its own, where nothing catches what escapes. */
const escaped: string[] = [];
process.on('unhandledRejection', (reason) => {
  escaped.push(`rejection: ${typeof reason}`);
});
process.on('uncaughtException', (error) => {
  escaped.push(`exception: ${typeof error}`);
});

class FaultyBackend extends LoggerBackend {
  override logBranches(): Promise<void> {
    return Promise.reject(undefined);
  }

  override flush(): void {
    throw new Error('flush');
  }

  override close(): Promise<void> {
    return Promise.reject(new Error('close'));
  }
}

/** Starts more than it waits for, and fails by its own fault. */
class FaultyStrategy extends Strategy {
  async run<T>(invocation: ExperimentInvocation<T>): Promise<T> {
    for (const config of invocation.configs) {
      void invocation.branch(config, 'variant');
      invocation.background(config);
    }
    await Promise.resolve();
    throw new Error('by its own fault');
  }
}

const configs = [{ index: -1 }, ...hostile.map((_, index) => ({ index }))];

@Injectable()
class Service {
  @Experiment({ strategy: 'shadow' })
  shadowed({ index }: { index: number } = branchConfig()): unknown {
    return index < 0 ? 'primary' : hostile[index]?.act({ list: [] });
  }

  @Experiment({ strategy: FaultyStrategy })
  faulty({ index }: { index: number } = branchConfig()): unknown {
    return index < 0 ? 'primary' : hostile[index]?.act({ list: [] });
  }
}

class AppModule {}

const app = await NestFactory.createApplicationContext(
  {
    module: AppModule,
    imports: [
      SpearmintModule.forRoot({
        configs,
        logger: new FaultyBackend(),
        background: { concurrency: 200, timeoutMs: 200, drainMs: 1_000 },
        recorder: { attempts: 1, backoffMs: 1, maxBackoffMs: 1 },
      }),
    ],
    providers: [Service],
  },
  { logger: false },
);
const service = app.get(Service);
const outputs = [await service.shadowed(), await service.faulty()];
await app.get(BackgroundSupervisor).idle();
const stats = app.get(BackgroundSupervisor).stats();
await app.close();
await new Promise((resolve) => setTimeout(resolve, 50));
console.log(JSON.stringify({ outputs, escaped, stats }));
