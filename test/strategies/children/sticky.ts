import 'reflect-metadata';
import { Injectable } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  branchConfig,
  Experiment,
  ExperimentRunner,
  SpearmintModule,
  WeightedStrategy,
} from 'nestjs-spearmint';

/** Says which configs 1,000 users get. */
@Injectable()
class Service {
  @Experiment({ strategy: new WeightedStrategy() })
  async weighted({ name }: { name: string } = branchConfig()): Promise<string> {
    return name;
  }

  @Experiment({ strategy: 'random' })
  async random({ name }: { name: string } = branchConfig()): Promise<string> {
    return name;
  }
}

class AppModule {}

const app = await NestFactory.createApplicationContext(
  {
    module: AppModule,
    imports: [
      SpearmintModule.forRoot({
        configs: [
          { $id: 'a', $weight: 9, name: 'a' },
          { $id: 'b', $weight: 1, name: 'b' },
        ],
      }),
    ],
    providers: [Service],
  },
  { logger: false },
);
const runner = app.get(ExperimentRunner);
const service = app.get(Service);
const assigned: Record<string, string> = { weighted: '', random: '' };
for (const method of ['weighted', 'random'] as const) {
  for (let user = 0; user < 1_000; user++) {
    const { output } = await runner.run(service, method, [], {
      unit: `user-${user}`,
    });
    assigned[method] += output;
  }
}
await app.close();
console.log(JSON.stringify(assigned));
