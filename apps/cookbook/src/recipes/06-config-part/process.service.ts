import { Injectable } from '@nestjs/common';
import { branchConfig, Experiment } from 'nestjs-spearmint';

@Injectable()
export class ProcessService {
  @Experiment()
  async process(
    value: string,
    config: { suffix: string } = branchConfig(undefined, 'bound.config'),
  ): Promise<string> {
    return `${value}_${config.suffix}`;
  }
}
