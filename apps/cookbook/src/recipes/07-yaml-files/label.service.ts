import { Injectable } from '@nestjs/common';
import { branchConfig, Experiment } from 'nestjs-spearmint';

@Injectable()
export class LabelService {
  @Experiment({ strategy: 'shadow' })
  async label(
    text: string,
    config: { id: number } = branchConfig(),
  ): Promise<string> {
    return `${text}_${config.id}`;
  }
}
