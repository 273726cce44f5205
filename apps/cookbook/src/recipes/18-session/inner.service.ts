import { Injectable } from '@nestjs/common';
import { branchConfig, Experiment } from 'nestjs-spearmint';

@Injectable()
export class InnerService {
  @Experiment({ strategy: 'shadow', configs: [{ factor: 1 }, { factor: 10 }] })
  async multiply(
    value: number,
    { factor }: { factor: number } = branchConfig(),
  ): Promise<number> {
    return value * factor;
  }
}
