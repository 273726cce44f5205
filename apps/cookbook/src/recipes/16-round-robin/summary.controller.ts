import { Controller, Get, Query } from '@nestjs/common';
import { experimental } from 'nestjs-spearmint';
import { EXAMPLE_TEXT } from '../../llm/example-text.js';
import { SummaryService } from './summary.service.js';

export interface Summary {
  config: string | undefined;
  summary: string;
}

@Controller()
export class SummaryController {
  constructor(private readonly service: SummaryService) {}

  @Get('summarize')
  async summarize(@Query('text') text = EXAMPLE_TEXT): Promise<Summary> {
    const service = experimental(this.service);
    const { output, branches } = await service.summarize(text);
    return { config: branches.primary?.label, summary: output };
  }
}
