import { Injectable } from '@nestjs/common';
import { type BranchContainer, experimental } from 'nestjs-spearmint';
import { PriceService } from './price.service.js';
import type { Order } from './prices.js';

@Injectable()
export class CheckoutService {
  /** Where the rewrite answers otherwise than the code that it is to replace. */
  readonly mismatches: string[] = [];

  constructor(private readonly prices: PriceService) {}

  /** The old code's answer, at once. */
  async total(order: Order): Promise<number> {
    const prices = experimental(this.prices);
    const { output, branches } = await prices.price(order);
    void branches.settled().then(() => this.compare(order, output, branches));
    return output;
  }

  private compare(
    order: Order,
    old: number,
    branches: BranchContainer<number>,
  ): void {
    const shadow = branches.byConfigId('new');
    const answer = shadow?.output ?? shadow?.error?.message ?? shadow?.reason;
    if (answer !== old)
      this.mismatches.push(`${JSON.stringify(order)}: ${old} became ${answer}`);
  }
}
