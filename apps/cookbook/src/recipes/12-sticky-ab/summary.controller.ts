import { Controller, Get, Headers, Query } from '@nestjs/common';
import { experimental } from 'nestjs-spearmint';
import { EXAMPLE_TEXT } from '../../llm/example-text.js';
import { SummaryService } from './summary.service.js';

export interface Summary {
  variant: string | undefined;
  summary: string;
}

@Controller()
export class SummaryController {
  constructor(private readonly service: SummaryService) {}

  @Get('summarize')
  async summarize(
    @Headers('x-user-id') header?: string,
    @Query('user_id') query?: string,
    @Query('text') text = EXAMPLE_TEXT,
  ): Promise<Summary> {
    const service = experimental(this.service, { unit: header ?? query });
    const { output, branches } = await service.summarize(text);
    return { variant: branches.primary?.configId, summary: output };
  }
}
