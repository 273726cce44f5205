import { Controller, Get, Query, Sse, UseFilters } from '@nestjs/common';
import { from, map, type Observable } from 'rxjs';
import { EXAMPLE_TEXT } from '../../llm/example-text.js';
import { ChatErrorFilter } from './chat-error.filter.js';
import { SummaryService } from './summary.service.js';

export interface Summary {
  summary: string;
  original_length: number;
  summary_length: number;
}

@Controller()
@UseFilters(ChatErrorFilter)
export class SummaryController {
  constructor(private readonly service: SummaryService) {}

  @Get()
  health(): { message: string } {
    return { message: 'The summarizer is running' };
  }

  @Get('summarize')
  async summarize(@Query('text') text = EXAMPLE_TEXT): Promise<Summary> {
    const summary = await this.service.summarize(text);
    return {
      summary,
      original_length: text.split(/\s+/).length,
      summary_length: summary.split(/\s+/).length,
    };
  }

  @Sse('stream')
  stream(@Query('text') text = EXAMPLE_TEXT): Observable<{ data: string }> {
    return from(this.service.stream(text)).pipe(map((data) => ({ data })));
  }
}
