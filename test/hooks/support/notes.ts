import {
  type Branch,
  type ExperimentCall,
  ExperimentHook,
} from 'nestjs-spearmint';

/** Notes what it sees. */
export class Notes extends ExperimentHook {
  readonly seen: string[] = [];
  readonly calls: ExperimentCall[] = [];
  readonly branches: Branch[] = [];

  constructor(private readonly name = 'notes') {
    super();
  }

  override beforeExperiment(call: ExperimentCall): void {
    this.calls.push(call);
    this.seen.push(`${this.name} before ${call.experiment}`);
  }

  override async aroundBranch(
    branch: Branch,
    next: () => Promise<unknown>,
  ): Promise<unknown> {
    this.seen.push(`${this.name} in ${branch.configId}`);
    try {
      return await next();
    } finally {
      this.seen.push(`${this.name} out ${branch.configId}`);
    }
  }

  override afterBranch(branch: Branch): void {
    this.branches.push(branch);
    this.seen.push(`${this.name} after ${branch.configId} ${branch.status}`);
  }
}
