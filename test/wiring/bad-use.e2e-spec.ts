import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import {
  BranchConfig,
  Experiment,
  ExperimentRegistry,
  ExperimentRunner,
  InvalidDecorationError,
  InvalidOptionError,
  SpearmintBootError,
  SpearmintConfigError,
  SpearmintModule,
  type SpearmintOptions,
  UnknownExperimentError,
} from 'nestjs-spearmint';
import { boot } from '../support/boot.js';
import {
  configs,
  First,
  notABackend,
  Plain,
  Second,
  withOptions,
} from './support/bad-subjects.js';

describe('decorating what is no method', () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      'a property',
      () => {
        class Bad {
          // @ts-expect-error a property
          @Experiment()
          field = 1;
        }
        return Bad;
      },
      /@Experiment\(\) on Bad\.field decorates a property\. Write it as a method/,
    ],
    [
      'a static method',
      () => {
        class Bad {
          @Experiment()
          static run() {}
        }
        return Bad;
      },
      /Bad\.run decorates a static method\. Make it a method of the instance/,
    ],
    [
      'a getter',
      () => {
        class Bad {
          @Experiment()
          get value() {
            return 1;
          }
        }
        return Bad;
      },
      /Bad\.value decorates an accessor\. Write it as a method/,
    ],
    [
      'a setter',
      () => {
        class Bad {
          @Experiment()
          set value(_: number) {}
        }
        return Bad;
      },
      /Bad\.value decorates an accessor/,
    ],
    [
      'a parameter',
      () => {
        class Bad {
          // @ts-expect-error a parameter
          run(@Experiment() _value: string) {}
        }
        return Bad;
      },
      /Bad\.run decorates a parameter\. Put it on the method/,
    ],
    [
      "a constructor's parameter",
      () => {
        class Bad {
          // @ts-expect-error a parameter
          constructor(@Experiment() _value: string) {}
        }
        return Bad;
      },
      /on Bad decorates a parameter/,
    ],
    [
      'a class',
      () => {
        // @ts-expect-error a class
        @Experiment()
        class Bad {}
        return Bad;
      },
      /on Bad decorates a class\. Put it on each of its methods/,
    ],
    [
      "a constructor's parameter by @BranchConfig",
      () => {
        class Bad {
          constructor(@BranchConfig() _value: unknown) {}
        }
        return Bad;
      },
      /@BranchConfig\(\) on parameter 0 of the constructor of Bad.*a parameter of the decorated method/,
    ],
  ])('%s fails when the class is loaded', (_what, load, message) => {
    expect(load).toThrow(InvalidDecorationError);
    expect(load).toThrow(message);
    expect(load).toThrow(
      expect.objectContaining({ code: 'SPEARMINT_E_INVALID_DECORATION' }),
    );
  });
});

const badOptions: [SpearmintOptions, RegExp][] = [
  [
    { capture: { args: 'all' as never } },
    /capture\.args is all; it must be "off", "summary" or "full"/,
  ],
  [
    { capture: { maxBytes: 10 } },
    /capture\.maxBytes is 10; it must be a whole number of bytes of at least 256/,
  ],
  [
    { redact: { names: ['x'] } as never },
    /redact\.names is .*known are paths, keys, except, defaults/,
  ],
  [{ redact: [''] }, /redact is .*a list of texts that are not empty/],
  [
    { background: { concurrency: 0 } },
    /background\.concurrency is 0; it must be a whole number of at least 1/,
  ],
  [{ background: { concurrency: 'x' as never } }, /concurrency is x; it must/],
  [
    { background: { workers: 3 } as never },
    /background\.workers is 3.*known are concurrency, queueLimit/,
  ],
  [{ background: { queueLimit: -1 } }, /queueLimit is -1/],
  [{ background: { timeoutMs: Number.NaN } }, /timeoutMs is NaN/],
  [{ background: { drainMs: -5 } }, /drainMs is -5/],
  [{ background: { sampleRate: 2 } }, /sampleRate is 2.*from 0 to 1/],
  [{ maxConfigs: 0, configs: [] }, /maxConfigs is 0/],
  [{ emptyPool: 'pass' as never }, /emptyPool is pass.*"error" or "passthr/],
  [{ enabled: 'no' as never }, /enabled is no; it must be true or false/],
  [{ stratgy: 'shadow' } as never, /stratgy.*known are configs, model, strat/],
];

describe('options that fail the boot', () => {
  it.each(badOptions)('the option %j', async (options, message) => {
    const boots = boot({ configs, ...options }, []);

    await expect(boots).rejects.toBeInstanceOf(InvalidOptionError);
    await expect(boots).rejects.toMatchObject({
      code: 'SPEARMINT_E_INVALID_OPTION',
    });
    await expect(boots).rejects.toThrow(message);
  });

  it.each([
    [{ timeoutMs: 0 }, /timeoutMs of "Subject\.run" is 0/],
    [{ background: { timeoutMs: -1 } }, /background\.timeoutMs of "Subject/],
    [{ background: { sampleRate: 3 } }, /background\.sampleRate of "Subject/],
  ])("an experiment's option %j", async (options, message) => {
    const boots = boot({ configs }, [withOptions(options)]);

    await expect(boots).rejects.toBeInstanceOf(InvalidOptionError);
    await expect(boots).rejects.toThrow(message);
  });

  it.each([undefined, null])('options that are %s', async (options) => {
    const boots = Test.createTestingModule({
      imports: [
        SpearmintModule.forRootAsync({ useFactory: () => options as never }),
      ],
    }).compile();

    await expect(boots).rejects.toBeInstanceOf(InvalidOptionError);
    await expect(boots).rejects.toThrow(/forRootAsync.*return/);
  });
});

describe('files that are no configs', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'spearmint-'));
    const write = (name: string, text: string): void =>
      writeFileSync(join(directory, name), text);
    write('broken.yaml', 'model: [small\nother: 1\n');
    write('text.yaml', 'just text\n');
    write('number.json', '12');
    symlinkSync('loop.yaml', join(directory, 'loop.yaml'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it.each([
    ['missing', 'none.yaml', /none\.yaml.*(not found|does not exist|no such)/i],
    ['unreadable', 'loop.yaml', /loop\.yaml.*leads back to itself/],
    ['not YAML', 'broken.yaml', /broken\.yaml:\d+:\d+/],
    ['no mapping', 'text.yaml', /text\.yaml:1:1.*mapping/],
    ['no mapping in JSON', 'number.json', /number\.json:1:1.*mapping/],
  ])('%s', async (_what, file, message) => {
    const boots = boot({ configs: [file], baseDir: directory }, [Plain]);

    await expect(boots).rejects.toBeInstanceOf(SpearmintConfigError);
    await expect(boots).rejects.toMatchObject({ code: 'SPEARMINT_E_CONFIG' });
    await expect(boots).rejects.toThrow(message);
    await expect(boots).rejects.toThrow(/pool "default" has 1 problem/);
  });

  it('all of them are told at once, with everything else', async () => {
    const boots = boot(
      {
        configs: ['none.yaml', 'broken.yaml', 'text.yaml'],
        baseDir: directory,
        background: { concurrency: 0, drainMs: -1 },
        logger: notABackend,
      },
      [
        First,
        Second,
        Plain,
        withOptions({ pool: 'nowhere' }),
        withOptions({ name: 'odd', configs, strategy: 'odd' }),
      ],
    );

    await expect(boots).rejects.toBeInstanceOf(SpearmintBootError);
    const { problems, message, code } = await boots.then(
      () => {
        throw new Error('The boot did not fail.');
      },
      (error: SpearmintBootError) => error,
    );
    expect(code).toBe('SPEARMINT_E_BOOT');
    expect(problems.map((problem) => problem.code).sort()).toEqual([
      'SPEARMINT_E_CONFIG',
      'SPEARMINT_E_DUPLICATE_EXPERIMENT',
      'SPEARMINT_E_INVALID_OPTION',
      'SPEARMINT_E_INVALID_OPTION',
      'SPEARMINT_E_LOGGER',
      'SPEARMINT_E_UNKNOWN_POOL',
      'SPEARMINT_E_UNKNOWN_STRATEGY',
    ]);
    expect(message).toMatch(/^7 problems/);
    for (const part of ['none.yaml', 'broken.yaml', 'text.yaml', '"twin"']) {
      expect(message).toContain(part);
    }
  });
});

describe('asking for what does not exist', () => {
  it('ExperimentRegistry.get and ExperimentRunner.run name what is known', async () => {
    const { module } = await boot({ configs }, [Plain]);
    const undecorated = new (class Free {
      async run() {}
    })();

    expect(() => module.get(ExperimentRegistry).get('plain.run')).toThrow(
      UnknownExperimentError,
    );
    expect(() => module.get(ExperimentRegistry).get('plain.run')).toThrow(
      /"plain\.run"\. Known are Plain\.run\. Decorate the method/,
    );
    await expect(
      module.get(ExperimentRunner).run(undecorated, 'run', []),
    ).rejects.toThrow(/"Free\.run"\. Known are Plain\.run/);
    await module.close();
  });
});
