import { Injectable, Module } from '@nestjs/common';
import {
  branchConfig,
  Experiment,
  InMemoryLogger,
  SpearmintModule,
} from 'nestjs-spearmint';
import { AppModule as Bare } from './bare.js';

@Injectable()
class Summaries {
  @Experiment({ strategy: 'shadow' })
  async summarize(config = branchConfig<{ words: number }>()): Promise<number> {
    return config.words;
  }
}

@Module({
  imports: [
    SpearmintModule.forRoot({
      configs: [{ words: 5 }, { words: 12 }],
      logger: new InMemoryLogger(),
    }),
    Bare,
  ],
  providers: [Summaries],
})
export class AppModule {}
