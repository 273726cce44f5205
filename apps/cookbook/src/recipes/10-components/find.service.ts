import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { branchConfig, Experiment, type MaybeBranches } from 'nestjs-spearmint';
import { FindConfig, RANKS, SEARCHES } from './find.config.js';
import type { Rank } from './rank/rank.interface.js';
import type { Search } from './search/search.interface.js';
import { SENTENCES } from './sentences.js';

@Injectable()
export class FindService {
  constructor(private readonly components: ModuleRef) {}

  @Experiment({ strategy: 'multi-branch' })
  async find(
    query: string,
    config: FindConfig = branchConfig(FindConfig),
  ): Promise<MaybeBranches<string[]>> {
    const search = this.components.get<Search>(SEARCHES[config.search]);
    const rank = this.components.get<Rank>(RANKS[config.rank]);
    return rank.sort(search.find(query, SENTENCES)).slice(0, config.limit);
  }
}
