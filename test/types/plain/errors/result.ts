// says: calls under this strategy give a BranchContainer: declare the return type as Promise<MaybeBranches<T>>
import { Experiment } from 'nestjs-spearmint';

export class Service {
  @Experiment({ strategy: 'multi-branch' })
  async run(): Promise<string> {
    return '';
  }
}
