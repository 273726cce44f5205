import { jest } from '@jest/globals';
import { Injectable, type Provider } from '@nestjs/common';
import {
  type AllBranchesFailedError,
  BackendDriver,
  Branch,
  BranchContainer,
  branchConfig,
  branchesOf,
  ConfigPool,
  Experiment,
  experimental,
  ExperimentHook,
  type ExperimentOptions,
  ExperimentRegistry,
  ExperimentRunner,
  InMemoryLogger,
  MultiBranchStrategy,
  SelectionStrategy,
  SpearmintModule,
  type SpearmintOptions,
  SpearmintHook,
  SpearmintStrategy,
} from 'nestjs-spearmint';
import { FaultyBackend } from 'nestjs-spearmint/testing';
import { boot } from '../../support/boot.js';
import type { Examples } from './error-package.interface.js';
import { files } from '../../../libs/spearmint/src/config/files.fixture.js';

const configs = [{ $id: 'small', words: 5 }];

/** A service with one experiment, `Summaries.summarize`. */
function summaries(
  options: ExperimentOptions,
  body: () => unknown = () => 'a summary',
) {
  @Injectable()
  class Summaries {
    @Experiment(options)
    async summarize(config: unknown = branchConfig()): Promise<unknown> {
      return config === undefined ? undefined : body();
    }
  }
  return Summaries;
}

/** Boots an application, uses it, and closes it. */
async function booted(
  options: SpearmintOptions,
  providers: Provider[],
  use: (app: Awaited<ReturnType<typeof boot>>['module']) => unknown = () =>
    undefined,
  imports: NonNullable<Parameters<typeof boot>[2]>['imports'] = [],
): Promise<void> {
  const { module } = await boot(options, providers, { imports });
  try {
    await use(module);
  } finally {
    await module.close();
  }
}

function feature(name: string) {
  return SpearmintModule.forFeature({ name, configs });
}

export const coreExamples: Examples = {
  SPEARMINT_E_ALL_BRANCHES_FAILED: async () => {
    const Summaries = summaries({ strategy: new MultiBranchStrategy() }, () => {
      throw new Error('no connection');
    });
    await booted({ configs }, [Summaries], async (app) => {
      const runner = app.get(ExperimentRunner);
      const service = app.get(Summaries);
      const { branches } = await runner.run(service, 'summarize', []);
      branches.throwIfAllFailed();
    });
  },
  SPEARMINT_E_BOOT: () =>
    booted({}, [
      summaries({ name: 'answer', pool: 'answers' }),
      summaries({ name: 'summary' }),
    ]),
  SPEARMINT_E_BRANCH_FINALIZED: () => {
    const branch = Branch.start('small', {}, { experiment: 'Summaries.run' });
    branch.markSuccess('a summary');
    branch.markSkipped('too late');
  },
  SPEARMINT_E_CALL_TIMEOUT: async () => {
    const branch = Branch.start('small', {}, { experiment: 'Summaries.run' });
    branch.markSuccess('a summary');
    const backend = new FaultyBackend('hangs');
    const driver = new BackendDriver(backend, { callTimeoutMs: 1 });
    try {
      await driver.deliver([branch.toJSON()]);
    } finally {
      backend.repair();
    }
  },
  SPEARMINT_E_CONFIG: () =>
    ConfigPool.from(['.'], {
      baseDir: files({ 'a.yaml': 'words: { $gird: [5, 12] }', 'b.yaml': '' }),
    }),
  SPEARMINT_E_CONFIG_INDEX: async () => {
    (await ConfigPool.from(configs)).at(1);
  },
  SPEARMINT_E_DUPLICATE_EXPERIMENT: () =>
    booted({ configs }, [
      { provide: 'a', useClass: summaries({ name: 'summary' }) },
      { provide: 'b', useClass: summaries({ name: 'summary' }) },
    ]),
  SPEARMINT_E_DUPLICATE_POOL: () =>
    booted({ configs }, [], undefined, [
      feature('answers'),
      feature('answers'),
    ]),
  SPEARMINT_E_DUPLICATE_STRATEGY: () => {
    @SpearmintStrategy('shadow')
    class Mine extends SelectionStrategy {
      select(pool: ConfigPool) {
        return pool.at(0);
      }
    }
    return booted({ configs, strategies: [Mine] }, []);
  },
  SPEARMINT_E_EMPTY_POOL: () => booted({}, [summaries({})]),
  SPEARMINT_E_INVALID_DECORATION: () => {
    class Summaries {
      @Experiment()
      static summarize(): Promise<string> {
        return Promise.resolve('a summary');
      }
    }
    return Summaries;
  },
  SPEARMINT_E_INVALID_HOOK: () => {
    @SpearmintHook({ experiments: ['Summaries.sumarize'] })
    class Audit extends ExperimentHook {
      override afterBranch(): void {}
    }
    return booted({ configs }, [summaries({}), Audit]);
  },
  SPEARMINT_E_INVALID_OPTION: () =>
    booted({ configs, background: { sampleRate: 2 } }, []),
  SPEARMINT_E_INVALID_STRATEGY: () =>
    booted({ configs }, [summaries({ strategy: class Plain {} as never })]),
  SPEARMINT_E_LOGGER: () => booted({ configs, logger: {} }, []),
  SPEARMINT_E_MISSING_WATCHER: () => {
    jest.unstable_mockModule('chokidar', () => {
      throw new Error('Cannot find package');
    });
    const baseDir = files({ 'a.yaml': 'words: 5' });
    return booted({ configs: ['.'], baseDir, watch: true }, [summaries({})]);
  },
  SPEARMINT_E_NO_APPLICATION: () => experimental(new (summaries({}))()),
  SPEARMINT_E_NO_BRANCH: () => branchConfig(),
  SPEARMINT_E_NO_CONTEXT: () =>
    booted({ configs }, [], (app) => JSON.stringify(app.get(BranchContainer))),
  SPEARMINT_E_NOT_BRANCHES: async () => {
    const Summaries = summaries({});
    await booted({ configs }, [Summaries], async (app) =>
      branchesOf(await app.get(Summaries).summarize()),
    );
  },
  SPEARMINT_E_RECORDER_OPTION: () =>
    booted({ configs, recorder: { batchSize: 0 } }, []),
  SPEARMINT_E_STREAM_KIND: async () => {
    @Injectable()
    class Summaries {
      @Experiment({ name: 'Summaries.stream', strategy: 'race' })
      stream(
        { words }: { words: number } = branchConfig(),
      ): AsyncIterable<string> {
        if (words > 5) return ['no stream'] as never;
        return broken();
      }
    }
    // oxlint-disable-next-line require-yield
    async function* broken(): AsyncGenerator<string> {
      throw new Error('no connection');
    }
    const two = [...configs, { $id: 'large', words: 12 }];
    await booted({ configs: two }, [Summaries], async (app) => {
      const items = app.get(Summaries).stream()[Symbol.asyncIterator]();
      const failed = (await items
        .next()
        .catch((thrown: unknown) => thrown)) as AllBranchesFailedError;
      throw failed.errors[1];
    });
  },
  SPEARMINT_E_TIMEOUT: async () => {
    const Summaries = summaries(
      { timeoutMs: 1 },
      () => new Promise(() => undefined),
    );
    await booted({ configs }, [Summaries], (app) =>
      app.get(Summaries).summarize(),
    );
  },
  SPEARMINT_E_WAIT_TIMEOUT: () =>
    new InMemoryLogger().waitFor(1, { timeoutMs: 5 }),
  SPEARMINT_E_UNKNOWN_EXPERIMENT: () =>
    booted({ configs }, [summaries({})], (app) =>
      app.get(ExperimentRegistry).get('Summaries.sumarize'),
    ),
  SPEARMINT_E_UNKNOWN_POOL: () =>
    booted({ configs }, [summaries({ pool: 'answers' })]),
  SPEARMINT_E_UNKNOWN_STRATEGY: () =>
    booted({ configs }, [summaries({ strategy: 'shadows' })]),
};
