import { Controller, Get, Injectable, Module } from '@nestjs/common';

@Injectable()
class Summaries {
  async summarize(): Promise<string> {
    return 'short';
  }
}

@Controller()
class SummariesController {
  constructor(private readonly summaries: Summaries) {}
  @Get() get(): Promise<string> {
    return this.summaries.summarize();
  }
}

@Module({ controllers: [SummariesController], providers: [Summaries] })
export class AppModule {}
