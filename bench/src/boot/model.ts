import { Injectable, Module } from '@nestjs/common';
import { IsInt } from 'class-validator';
import {
  branchConfig,
  Experiment,
  InMemoryLogger,
  SpearmintModule,
} from 'nestjs-spearmint';
import { AppModule as Bare } from './bare.js';

class SummaryConfig {
  @IsInt() words!: number;
}

@Injectable()
class Summaries {
  @Experiment({ strategy: 'shadow' })
  async summarize(
    config: SummaryConfig = branchConfig(SummaryConfig),
  ): Promise<number> {
    return config.words;
  }
}

@Module({
  imports: [
    SpearmintModule.forRoot({
      configs: [{ words: 5 }, { words: 12 }],
      model: SummaryConfig,
      logger: new InMemoryLogger(),
    }),
    Bare,
  ],
  providers: [Summaries],
})
export class AppModule {}
