import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Transform } from 'class-transformer';
import { Allow, IsInt } from 'class-validator';
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { files } from './config.fixture.js';
import type { ConfigModel } from './model/config-model.js';
import { ConfigPool } from './pool/config-pool.js';
import type { ConfigPoolOptions } from './pool/config-pool.options.js';
import { SpearmintConfigError } from './spearmint-config.error.js';

const hex = fc.string({
  unit: fc.constantFrom(...'0123456789abcdef'),
  minLength: 12,
  maxLength: 12,
});
/** Texts, with signs that JSON and YAML escape, and numbers as YAML reads them. */
const secretText = fc
  .tuple(hex, fc.constantFrom('', '"', "'", ' ', '\\', '\n', ': ', 'é', '#'))
  .map(([text, sign]) => `sk-${text}${sign}${text}`);
const secretNumber = fc.integer({ min: 10_000_000, max: 99_999_999 });
const secretKey = fc.constantFrom(
  'apiKey',
  'password',
  'client_secret',
  'token',
  'Authorization',
);

/** A value somewhere in lists and mappings. */
function placed(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      value,
      fc
        .tuple(fc.constantFrom('a', 'b'), tie('value'))
        .map((entry) => Object.fromEntries([entry])),
      tie('value').map((item) => [item]),
      tie('value').map((item) => ['x', item]),
    ),
  })).value;
}

class Echo {
  @Allow()
  @IsInt({ message: 'got $value' })
  apiKey!: number;
}

class Throwing {
  @Allow()
  @Transform(({ obj }: { obj: unknown }) => {
    throw new TypeError(`cannot use ${JSON.stringify(obj)}`);
  })
  x!: number;
}

const schema = (validate: (value: unknown) => unknown): ConfigModel =>
  ({ '~standard': { version: 1, vendor: 'test', validate } }) as ConfigModel;

const MODELS: readonly (ConfigModel | undefined)[] = [
  undefined,
  Echo,
  Throwing,
  schema((value) => ({
    issues: [{ message: `received ${JSON.stringify(value)}` }],
  })),
  schema((value) => ({
    issues: Object.entries(value as object).map(([key, item]) => ({
      message: `received ${inspect(item, { depth: 9 })}`,
      path: [key],
    })),
  })),
  schema((value) => {
    throw new Error(`cannot use ${JSON.stringify(value)}`);
  }),
  schema((value) => Promise.reject(new Error(JSON.stringify(value)))),
];

/** What else is wrong. */
const TROUBLES: readonly ((config: object) => object)[] = [
  (config) => config,
  (config) => ({ ...config, $grdi: 1 }),
  (config) => ({ ...config, $id: '../x' }),
  (config) => ({ ...config, x: { $grid: [1, 1] } }),
  (config) => ({ ...config, $exclude: [{ nowhere: 1 }] }),
  (config) => ({ ...config, x: { $grid: [config, config] } }),
  (config) => ({ ...config, x: { $range: config } }),
  (config) => ({ ...config, x: { $env: [config] } }),
  (config) => ({ ...config, $variants: config }),
  (config) => ({ $exclude: [config], ...config }),
  (config) => ({ ...config, $add: [config] }),
  (config) => ({ ...config, x: Symbol('odd') }),
];

const BROKEN = [
  '',
  '\n\t- x: [1\n',
  '\n}:',
  '\nx: *nowhere\n',
  '\nx: !odd y\n',
];

/** All that can be read of an error, or of a pool. */
async function shown(
  source: object | string,
  options: ConfigPoolOptions,
  isSecretInside: boolean,
): Promise<string> {
  try {
    const pool = await ConfigPool.from([source], options);
    if (!isSecretInside) return '';
    const entries = pool.slice(0, 20);
    return entries
      .map(
        (entry) => `${JSON.stringify(entry)}${inspect(entry, { depth: 20 })}`,
      )
      .concat(entries.map(({ id, label }) => `${id} ${label}`))
      .join();
  } catch (error) {
    if (!(error instanceof SpearmintConfigError)) throw error;
    return `${error.stack}${JSON.stringify(error)}${inspect(error, { depth: 20 })}${String(error.cause)}`;
  }
}

/** Neither the secret nor how JSON or `inspect` would write a part of it. */
function hides(text: string, secret: string | number): void {
  const part =
    typeof secret === 'number' ? String(secret) : secret.slice(0, 15);
  expect(text).not.toContain(part);
}

const model = fc.constantFrom(...MODELS);
const trouble = fc.constantFrom(...TROUBLES);

describe('no message shows', () => {
  it('what a $secret stands for, and no pool does', async () => {
    const property = fc.asyncProperty(
      placed(fc.constant({ $secret: 'NAME' })),
      secretText,
      model,
      trouble,
      fc.boolean(),
      async (value, secret, chosen, spoil, isFile) => {
        const config = spoil({ x: 1, y: value });
        const options: ConfigPoolOptions = {
          env: { NAME: secret },
          ...(chosen === undefined ? {} : { model: chosen }),
        };
        const isText =
          isFile && !('x' in config && typeof config.x === 'symbol');
        const baseDir = isText
          ? files({ 'a.json': JSON.stringify(config) })
          : undefined;
        const text = await shown(
          baseDir === undefined ? config : 'a.json',
          { ...options, ...(baseDir === undefined ? {} : { baseDir }) },
          true,
        );
        hides(text, secret);
      },
    );
    await fc.assert(property, { numRuns: 400 });
  });

  it('what stands under a name of secrets, in code', async () => {
    const property = fc.asyncProperty(
      secretKey,
      fc.oneof(secretText, secretNumber).chain((secret) =>
        fc.record({
          secret: fc.constant(secret),
          value: placed(fc.constant(secret)),
        }),
      ),
      model,
      trouble,
      async (key, { secret, value }, chosen, spoil) => {
        const config = spoil({ x: 1, [key]: value });
        const options = chosen === undefined ? {} : { model: chosen };
        hides(await shown(config, options, false), secret);
      },
    );
    await fc.assert(property, { numRuns: 400 });
  });

  it('what stands under a name of secrets, in files, broken ones too', async () => {
    const property = fc.asyncProperty(
      secretKey,
      fc.oneof(secretText, secretNumber),
      fc.constantFrom(...BROKEN),
      fc.constantFrom(...BROKEN),
      model,
      fc.constantFrom(-1, 0, 1),
      async (key, secret, before, after, chosen, flowLevel) => {
        const text = dump({ x: 1, [key]: secret }, { flowLevel });
        const baseDir = files({ 'a.yaml': before + text + after });
        const options = chosen === undefined ? {} : { model: chosen };
        hides(await shown('a.yaml', { ...options, baseDir }, false), secret);
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });
});
