import { Injectable } from '@nestjs/common';
import { BranchContainer, BranchContext } from 'nestjs-spearmint';
import { OuterService } from './outer.service.js';

@Injectable()
export class SessionService {
  constructor(
    private readonly outer: OuterService,
    private readonly context: BranchContext,
    private readonly branches: BranchContainer,
  ) {}

  /** Everything that one row sets off, shadows included. */
  run(value: number): Promise<BranchContainer> {
    return this.context.run(async () => {
      await this.outer.add(value);
      await this.branches.settled();
      return this.branches.snapshot();
    });
  }
}
