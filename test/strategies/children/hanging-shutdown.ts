import 'reflect-metadata';
import { Injectable } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  branchConfig,
  Experiment,
  InMemoryLogger,
  SpearmintModule,
} from 'nestjs-spearmint';

/** Closes an application whose shadows hang, and then has nothing left to do. */
@Injectable()
class Service {
  @Experiment({ strategy: 'shadow' })
  async run(
    { primary }: { primary: boolean } = branchConfig(),
  ): Promise<string> {
    return primary ? 'primary' : new Promise(() => undefined);
  }
}

class AppModule {}

const logger = new InMemoryLogger();
const app = await NestFactory.createApplicationContext(
  {
    module: AppModule,
    imports: [
      SpearmintModule.forRoot({
        configs: [{ primary: true }, { primary: false }],
        logger,
        background: { drainMs: 200 },
      }),
    ],
    providers: [Service],
  },
  { logger: false },
);
const output = await app.get(Service).run();
await new Promise(setImmediate);
const since = performance.now();
if (process.env['LEAVE_OPEN'] === undefined) await app.close();
console.log(
  JSON.stringify({
    output,
    closedInMs: performance.now() - since,
    statuses: logger.branches.map(({ status }) => status),
  }),
);
