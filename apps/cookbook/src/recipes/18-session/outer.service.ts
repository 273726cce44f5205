import { Injectable } from '@nestjs/common';
import { branchConfig, Experiment } from 'nestjs-spearmint';
import { InnerService } from './inner.service.js';

@Injectable()
export class OuterService {
  constructor(private readonly inner: InnerService) {}

  @Experiment({
    strategy: 'shadow',
    configs: [{ id: 10 }, { id: 20 }, { id: 30 }],
  })
  async add(
    value: number,
    { id }: { id: number } = branchConfig(),
  ): Promise<number> {
    return id + (await this.inner.multiply(value));
  }
}
