import { Injectable } from '@nestjs/common';
import { branchConfig, Experiment } from 'nestjs-spearmint';

@Injectable()
export class PipelineService {
  /** Reads no config itself: it is recorded, with its step below it. */
  @Experiment()
  async run(text: string): Promise<string[]> {
    return this.split(await this.mark(`* ${text} *`));
  }

  @Experiment({ configs: [{ id: 0 }] })
  async mark(
    text: string,
    config: { id: number } = branchConfig(),
  ): Promise<string> {
    return `*${config.id}${text}*`;
  }

  private split(text: string): string[] {
    return text.split(' ');
  }
}
