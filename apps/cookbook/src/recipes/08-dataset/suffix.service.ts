import { Injectable } from '@nestjs/common';
import {
  branchConfig,
  type BranchContainer,
  Experiment,
} from 'nestjs-spearmint';

@Injectable()
export class SuffixService {
  @Experiment({ strategy: 'multi-branch' })
  async add(
    text: string,
    config: { suffix: number } = branchConfig(),
  ): Promise<string | BranchContainer<string>> {
    return `${text}_${config.suffix}`;
  }
}
