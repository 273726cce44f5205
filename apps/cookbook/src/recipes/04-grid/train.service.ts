import { Injectable } from '@nestjs/common';
import { branchConfig, Experiment, type MaybeBranches } from 'nestjs-spearmint';

export interface TrainConfig {
  model: string;
  temperature: number;
}

@Injectable()
export class TrainService {
  @Experiment({ pool: 'training', strategy: 'multi-branch' })
  async train(
    config: TrainConfig = branchConfig(),
  ): Promise<MaybeBranches<string>> {
    return `Model=${config.model}, Temp=${config.temperature / 10}`;
  }
}
