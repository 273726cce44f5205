import { Injectable } from '@nestjs/common';
import { branchConfig, Experiment } from 'nestjs-spearmint';

/** The one step of the pipeline that is an experiment. */
@Injectable()
export class CombineService {
  @Experiment({
    configs: [
      { $id: 'config-10', id: 10 },
      { $id: 'config-20', id: 20 },
      { $id: 'config-30', id: 30 },
    ],
  })
  async combine(
    a: string,
    b: string,
    { id }: { id: number } = branchConfig(),
  ): Promise<string> {
    return `${id}-${a} ${id}-${b}`;
  }
}
