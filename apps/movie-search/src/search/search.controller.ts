import { Controller, Get, Query } from '@nestjs/common';
import {
  type Branch,
  BranchContainer,
  branchesOf,
  type BranchRecord,
  ConfigPool,
  ExperimentRunner,
  InjectConfigPool,
} from 'nestjs-spearmint';
import type { SearchConfig } from './search.config.js';
import { SearchQuery } from './search.query.js';
import { shortLabel } from './short-label.js';
import type { Hit, SearchResult } from './search-result.interface.js';
import { SearchService } from './search.service.js';

const TOP = 5;

/** What a config found, under its name. */
export interface Answer {
  readonly config: string;
  readonly status: string;
  readonly durationMs: number | undefined;
  readonly hits: readonly Hit[] | undefined;
}

@Controller()
export class SearchController {
  constructor(
    private readonly service: SearchService,
    private readonly runner: ExperimentRunner,
    private readonly branches: BranchContainer,
    @InjectConfigPool() private readonly pool: ConfigPool<SearchConfig>,
  ) {}

  /** The first config's films at once; the other configs run when the caller has been served. */
  @Get('search')
  search(@Query() { q }: SearchQuery): Promise<SearchResult> {
    return this.service.search(q);
  }

  /** The best films of every config, side by side. */
  @Get('compare')
  async compare(@Query() { q }: SearchQuery): Promise<Answer[]> {
    const answers = await this.service.compare(q);
    return Array.from(branchesOf(answers), (branch) => this.answerOf(branch));
  }

  /** The films of the config whose turn it is. */
  @Get('ab')
  async ab(@Query() { q }: SearchQuery): Promise<Answer | undefined> {
    const { branches } = await this.runner.run(this.service, 'rotate', [q]);
    return branches.primary && this.answerOf(branches.primary);
  }

  /** Everything that a search sets off, seen through the injected container of this request. */
  @Get('branches')
  async showBranches(@Query() { q }: SearchQuery): Promise<BranchRecord[]> {
    await this.service.search(q);
    await this.branches.settled();
    return this.branches.toJSON();
  }

  private answerOf(branch: Branch<SearchResult>): Answer {
    return {
      config: shortLabel(this.pool.byId(branch.configId)?.label ?? ''),
      status: branch.status,
      durationMs: branch.durationMs,
      hits: branch.output?.hits.slice(0, TOP),
    };
  }
}
