import { Injectable } from '@nestjs/common';
import { branchConfig, Experiment, type MaybeBranches } from 'nestjs-spearmint';

export interface Product {
  factor: number;
  product: number;
}

@Injectable()
export class MultiplyService {
  @Experiment({
    strategy: 'multi-branch',
    configs: [{ factor: 10 }, { factor: 0 }],
  })
  async multiply(
    value: number,
    { factor }: { factor: number } = branchConfig(),
  ): Promise<MaybeBranches<Product>> {
    return { factor, product: value * factor };
  }
}
