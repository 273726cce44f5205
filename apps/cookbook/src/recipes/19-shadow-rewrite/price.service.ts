import { Injectable } from '@nestjs/common';
import { branchConfig, Experiment } from 'nestjs-spearmint';
import { newPrice, oldPrice, type Order } from './prices.js';

@Injectable()
export class PriceService {
  @Experiment({
    strategy: 'shadow',
    configs: [
      { $id: 'old', rewritten: false },
      { $id: 'new', rewritten: true },
    ],
  })
  async price(
    order: Order,
    { rewritten }: { rewritten: boolean } = branchConfig(),
  ): Promise<number> {
    return rewritten ? newPrice(order) : oldPrice(order);
  }
}
