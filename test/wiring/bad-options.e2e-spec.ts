import { afterEach, describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import {
  Experiment,
  InvalidOptionError,
  InvalidRecorderOptionError,
  type SpearmintBootError,
  SpearmintModule,
  type SpearmintOptions,
} from 'nestjs-spearmint';
import { boot, closeAll } from '../support/boot.js';

const configs = [{ model: 'small' }];
type Feature = Parameters<typeof SpearmintModule.forFeature>[0];

function withOptions(options: object): Type {
  class Subject {
    @Experiment(options)
    async run() {}
  }
  return Subject;
}

/** All that a boot complains of, a line each. */
async function complaints(
  options: SpearmintOptions,
  experiment: object = {},
  feature?: object,
): Promise<string[]> {
  const imports =
    feature === undefined
      ? []
      : [SpearmintModule.forFeature(feature as Feature)];
  const error = await boot({ configs, ...options }, [withOptions(experiment)], {
    imports,
  }).then(
    () => {
      throw new Error('The boot did not fail.');
    },
    (thrown: Error) => thrown as SpearmintBootError,
  );
  return (error.problems ?? [error]).map((problem) => {
    const isKnown =
      problem instanceof InvalidOptionError ||
      problem instanceof InvalidRecorderOptionError;
    expect(isKnown).toBe(true);
    return problem.message;
  });
}

afterEach(closeAll);

describe('the options of an experiment that fail the boot', () => {
  it.each<[object, string]>([
    [
      { stratgy: 'shadow' },
      'stratgy of "Subject.run" is shadow; it must be left out: known are name, pool, configs, strategy, timeoutMs, retry, background, capture, enabled.',
    ],
    [{ name: '' }, 'name of "" is ; it must be a text that is not empty.'],
    [
      { enabled: 'no' },
      'enabled of "Subject.run" is no; it must be true or false.',
    ],
    [
      { configs: { model: 'x' } },
      'configs of "Subject.run" is an object; it must be a list.',
    ],
    [
      { timeoutMs: '50' },
      'timeoutMs of "Subject.run" is 50; it must be a number of milliseconds above 0.',
    ],
    [
      { background: { concurrency: 2 } },
      'background.concurrency of "Subject.run" is 2; it must be left out: known are timeoutMs, sampleRate.',
    ],
    [
      { background: 'off' },
      'background of "Subject.run" is off; it must be an object of timeoutMs, sampleRate.',
    ],
    [
      { retry: { attempts: 0 } },
      'retry.attempts of "Subject.run" is 0; it must be a whole number from 1 to 100.',
    ],
    [
      { pool: 'other', configs },
      'pool of "Subject.run" is other; it must be left out beside configs.',
    ],
  ])('%j', async (options, message) => {
    expect(await complaints({}, options)).toEqual([`The option ${message}`]);
  });
});

describe('the options of a named pool that fail the boot', () => {
  it.each<[object, string]>([
    [
      { pool: 'p', name: 'p', configs },
      'pool of the pool "p" is p; it must be left out: known are name, configs, model, strategy, duplicates, watch, overrides, maxConfigs, baseDir.',
    ],
    [
      { configs },
      'name of the pool "" is ; it must be a text that is not empty.',
    ],
    [
      { name: '', configs },
      'name of the pool "" is ; it must be a text that is not empty.',
    ],
    [{ name: 'p' }, 'configs of the pool "p" is null; it must be a list.'],
    [
      { name: 'p', configs: 'configs/' },
      'configs of the pool "p" is configs/; it must be a list.',
    ],
    [
      { name: 'p', configs, watch: 1 },
      'watch of the pool "p" is 1; it must be true or false.',
    ],
    [
      { name: 'p', configs, maxConfigs: 0 },
      'maxConfigs of the pool "p" is 0; it must be a whole number of at least 1.',
    ],
    [
      { name: 'p', configs, duplicates: 'keep' },
      'duplicates of the pool "p" is keep; it must be "error" or "drop".',
    ],
  ])('%j', async (feature, message) => {
    expect(await complaints({}, {}, feature)).toEqual([
      `The option ${message}`,
    ]);
  });
});

it('are told all at once, those of the recorder too', async () => {
  const told = await complaints(
    {
      enabled: 'no' as never,
      recorder: { batchSize: 0, attempts: -1, retries: 3 } as never,
    },
    { timeoutMs: 0, enabled: 1, retry: { jitter: 2, factor: 0 } },
    { name: 'p', configs: {}, watch: 'yes' },
  );
  expect(
    told.map((message) => /"?([\w.]+)"?( of .*?)? is /.exec(message)?.[1]),
  ).toEqual([
    'enabled',
    'batchSize',
    'attempts',
    'retries',
    'configs',
    'watch',
    'timeoutMs',
    'enabled',
    'retry.jitter',
    'retry.factor',
  ]);
});

it.each([
  ['recorder', null],
  ['recorder', 'fast'],
  ['background', null],
  ['background', 5],
  ['capture', 'all'],
])('%s: %j is told, and ends nothing else', async (name, value) => {
  const told = await complaints({ [name]: value });
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(
    new RegExp(`"?${name}"? is ${value}.* an object of `),
  );
});

it('show nothing of an object, which may hold what is secret', async () => {
  const secret = { apiKey: 'sk-secret' };
  const told = await complaints({ watch: secret as never });
  expect(told).toEqual([
    'The option watch is an object; it must be true or false.',
  ]);
});
