import { Injectable } from '@nestjs/common';
import { branchConfig, Experiment, type MaybeBranches } from 'nestjs-spearmint';

@Injectable()
export class SuffixService {
  @Experiment({ strategy: 'multi-branch' })
  async add(
    text: string,
    config: { suffix: number } = branchConfig(),
  ): Promise<MaybeBranches<string>> {
    return `${text}_${config.suffix}`;
  }
}
