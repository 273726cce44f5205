import { Injectable } from '@nestjs/common';
import { branchConfig, Experiment } from 'nestjs-spearmint';

export interface HelloConfig {
  model: string;
  temperature: number;
}

@Injectable()
export class HelloService {
  @Experiment()
  async process(
    text: string,
    config: HelloConfig = branchConfig(),
  ): Promise<string> {
    return `Processed '${text}' using ${config.model} (temp=${config.temperature})`;
  }
}
