// Pools by name, their models, and the methods that take their configs.
import {
  BranchConfig,
  branchConfig,
  Experiment,
  type ExperimentOptions,
  type FeatureOptions,
  getConfigPoolToken,
  injected,
  InjectConfigPool,
  type MaybeBranches,
  type PoolConfig,
  type PoolName,
  SpearmintModule,
  type StandardSchema,
} from 'nestjs-spearmint';
import { same } from '../support.js';
import { ModelConfig, SearchConfig, SummaryConfig } from './declarations.js';

same<PoolName, 'summaries' | 'searches'>(true);
same<PoolConfig<'summaries'>, SummaryConfig>(true);

declare const text: string;
declare const dynamic: ExperimentOptions;
declare const summarySchema: StandardSchema<SummaryConfig>;

export class Accepted {
  @Experiment({ pool: 'summaries' })
  async whole(
    input: string,
    config: SummaryConfig = branchConfig(SummaryConfig),
  ): Promise<string> {
    return input + config.words;
  }

  @Experiment({ pool: 'summaries', strategy: 'shadow' })
  async part(
    input: string,
    llm: ModelConfig = branchConfig(ModelConfig, 'llm'),
  ): Promise<string> {
    return input + llm.model;
  }

  @Experiment({ pool: 'summaries' })
  private leaf(
    input: string,
    @BranchConfig(undefined, 'llm.temperature')
    temperature = injected<number>(),
  ): string {
    return input + temperature;
  }

  @Experiment({ pool: 'summaries' })
  item(stop: { text: string } = branchConfig(undefined, 'stops[0]')): string {
    return stop.text + this.leaf('');
  }

  @Experiment({ pool: 'summaries' })
  async structural(config: { words: number } = branchConfig()) {
    return config.words;
  }

  @Experiment({ pool: 'searches' })
  async required(@BranchConfig(SearchConfig) config: SearchConfig, top = 1) {
    return config.fuzzy ? top : 0;
  }

  @Experiment({ pool: 'searches', strategy: 'multi-branch' })
  async fan(
    config: SearchConfig = branchConfig(SearchConfig),
  ): Promise<MaybeBranches<boolean>> {
    return config.fuzzy;
  }

  @Experiment({ pool: 'searches' })
  async anything(config: unknown = branchConfig()) {
    return config;
  }

  @Experiment(dynamic)
  async dynamic(): Promise<string> {
    return text;
  }

  // Without a pool, the module's configs or some of its own: of any type.
  @Experiment({ configs: [{ a: 1 }] })
  async own(config: { a: number } = branchConfig()) {
    return config.a;
  }
}

export class Refused {
  // @ts-expect-error: there is no such pool
  @Experiment({ pool: 'summary' })
  async unknown(config: SummaryConfig = branchConfig(SummaryConfig)) {
    return config;
  }

  // @ts-expect-error: the config of another pool
  @Experiment({ pool: 'summaries' })
  async other(config: SearchConfig = branchConfig(SearchConfig)) {
    return config;
  }

  // @ts-expect-error: a property has another type
  @Experiment({ pool: 'summaries' })
  private property(config: { words: string } = branchConfig()) {
    return config;
  }

  // @ts-expect-error: callers give the text, and nothing takes the config
  @Experiment({ pool: 'summaries' })
  async none(input: string) {
    return input + this.property.name;
  }

  // @ts-expect-error: the config fits, the result does not
  @Experiment({ pool: 'searches', strategy: 'multi-branch' })
  async fan(config: SearchConfig = branchConfig(SearchConfig)) {
    return config.fuzzy;
  }
}

SpearmintModule.forFeature([
  { name: 'summaries', configs: ['summaries/'], model: SummaryConfig },
  { name: 'searches', configs: [{ fuzzy: true }], model: SearchConfig },
]);
SpearmintModule.forFeature({
  name: 'summaries',
  configs: [],
  model: summarySchema,
  strategy: 'cheapest',
});
// prettier-ignore
// @ts-expect-error: there is no such pool
SpearmintModule.forFeature({ name: 'summary', configs: [] });
// @ts-expect-error: the model of another pool
SpearmintModule.forFeature({
  name: 'summaries',
  configs: [],
  model: SearchConfig,
});
const feature: FeatureOptions<'searches'> = {
  name: 'searches',
  configs: [],
  // @ts-expect-error: the model of another pool
  model: summarySchema,
};

getConfigPoolToken('searches');
getConfigPoolToken();
// @ts-expect-error: there is no such pool
getConfigPoolToken('search');
// @ts-expect-error: there is no such pool
InjectConfigPool('search');

export { feature };
