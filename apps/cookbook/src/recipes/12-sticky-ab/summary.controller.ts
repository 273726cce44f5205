import { Controller, Get, Headers, Query } from '@nestjs/common';
import { ExperimentRunner } from 'nestjs-spearmint';
import { EXAMPLE_TEXT } from '../../llm/example-text.js';
import { SummaryService } from './summary.service.js';

export interface Summary {
  variant: string | undefined;
  summary: string;
}

@Controller()
export class SummaryController {
  constructor(
    private readonly runner: ExperimentRunner,
    private readonly service: SummaryService,
  ) {}

  @Get('summarize')
  async summarize(
    @Headers('x-user-id') header?: string,
    @Query('user_id') query?: string,
    @Query('text') text = EXAMPLE_TEXT,
  ): Promise<Summary> {
    const { output, branches } = await this.runner.run(
      this.service,
      'summarize',
      [text],
      { unit: header ?? query },
    );
    return { variant: branches.primary?.configId, summary: output };
  }
}
