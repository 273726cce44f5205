// says: no parameter of this method takes the config of its pool, or a part of it
import { branchConfig, Experiment } from 'nestjs-spearmint';
import { SearchConfig } from '../declarations.js';

export class Service {
  @Experiment({ pool: 'summaries' })
  async run(config: SearchConfig = branchConfig(SearchConfig)) {
    return config;
  }
}
