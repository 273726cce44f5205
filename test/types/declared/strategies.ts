// Strategies by name.
import {
  Experiment,
  type ExperimentRunner,
  type MaybeBranches,
  type OwnStrategyName,
  SpearmintModule,
  SpearmintStrategy,
} from 'nestjs-spearmint';
import { FixedStrategy, overrideSpearmint } from 'nestjs-spearmint/testing';
import { same } from '../support.js';
import { CheapestStrategy, EverywhereStrategy } from './declarations.js';

same<OwnStrategyName, 'cheapest' | 'everywhere'>(true);

declare const text: string;

@SpearmintStrategy('cheapest')
class Cheaper extends CheapestStrategy {
  readonly margin = 1;
}

// @ts-expect-error: the class of another name
@SpearmintStrategy('cheapest')
class Wrong extends EverywhereStrategy {}

// @ts-expect-error: there is no such name
@SpearmintStrategy('cheap')
class Unknown extends CheapestStrategy {}

export class Service {
  @Experiment({ strategy: 'cheapest' })
  async cheapest(): Promise<string> {
    return text;
  }

  @Experiment({ strategy: 'round-robin' })
  async builtIn(): Promise<string> {
    return text;
  }

  @Experiment({ strategy: new FixedStrategy('a') })
  async instance(): Promise<string> {
    return text;
  }

  @Experiment({ strategy: 'everywhere' })
  async everywhere(): Promise<MaybeBranches<string>> {
    return text;
  }

  // @ts-expect-error: there is no such strategy
  @Experiment({ strategy: 'cheap' })
  async unknown(): Promise<string> {
    return text;
  }

  // @ts-expect-error: a strategy of one's own that gives branches
  @Experiment({ strategy: 'everywhere' })
  async fan(): Promise<string> {
    return text;
  }
}

SpearmintModule.forRoot({ strategy: 'cheapest', strategies: [Cheaper] });
// @ts-expect-error: there is no such strategy
SpearmintModule.forRoot({ strategy: 'cheap' });

declare const runner: ExperimentRunner;
const run = await runner.run(new Service(), 'cheapest', [], {
  strategy: 'everywhere',
});
same<typeof run.output, MaybeBranches<string>>(true);
// @ts-expect-error: there is no such strategy
void runner.run(new Service(), 'cheapest', [], { strategy: 'cheap' });

export { overrideSpearmint, Unknown, Wrong };
