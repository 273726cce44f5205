import { Injectable } from '@nestjs/common';
import { ExperimentRunner, type StrategyInput } from 'nestjs-spearmint';
import { CombineService } from './combine.service.js';

@Injectable()
export class PipelineService {
  constructor(
    private readonly runner: ExperimentRunner,
    private readonly step: CombineService,
  ) {}

  /** The pipeline under a strategy that picks one config. */
  async runOne(strategy: StrategyInput): Promise<string[]> {
    const { output } = await this.combine(strategy);
    return finish(output);
  }

  /** The pipeline under all configs: what follows the fan-out is done for each branch. */
  async runAll(): Promise<Record<string, string[]>> {
    const { branches } = await this.combine('multi-branch');
    return Object.fromEntries(
      branches
        .successful()
        .map(({ configId, output }) => [configId, finish(output)]),
    );
  }

  private combine(strategy: StrategyInput) {
    const args: [string, string] = ['step1', 'step2'];
    return this.runner.run(this.step, 'combine', args, { strategy });
  }
}

function finish(text: string): string[] {
  return text.split(' ').map((item) => `final result for ${item}`);
}
