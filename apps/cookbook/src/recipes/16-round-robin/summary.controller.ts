import { Controller, Get, Query } from '@nestjs/common';
import {
  type ConfigPool,
  experimental,
  InjectConfigPool,
} from 'nestjs-spearmint';
import { EXAMPLE_TEXT } from '../../llm/example-text.js';
import { SummaryService } from './summary.service.js';

export interface Summary {
  config: string | undefined;
  summary: string;
}

@Controller()
export class SummaryController {
  constructor(
    private readonly service: SummaryService,
    @InjectConfigPool() private readonly pool: ConfigPool,
  ) {}

  @Get('summarize')
  async summarize(@Query('text') text = EXAMPLE_TEXT): Promise<Summary> {
    const service = experimental(this.service);
    const { output, branches } = await service.summarize(text);
    const configId = branches.primary?.configId ?? '';
    return { config: this.pool.byId(configId)?.label, summary: output };
  }
}
