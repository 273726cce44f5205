import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainToInstance, Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsDefined,
  IsNumber,
  IsString,
  ValidateNested,
  validateSync,
} from 'class-validator';
import { loadAll } from 'js-yaml';
import { ConfigPool } from 'nestjs-spearmint';
import type { Row } from '../report.js';

const FILES = 10_000;
const SIZE = 1_000_000;

class Retry {
  @IsNumber() attempts!: number;
  @IsNumber() backoff!: number;
}

class Llm {
  @IsString() provider!: string;
  @IsString() name!: string;
  @IsNumber() temperature!: number;
  @IsNumber() maxTokens!: number;
}

class Prompt {
  @IsString() system!: string;
  @IsArray() @IsString({ each: true }) stop!: string[];
  @IsBoolean() cache!: boolean;
}

class Config {
  @IsDefined() @ValidateNested() @Type(() => Llm) llm!: Llm;
  @IsDefined() @ValidateNested() @Type(() => Retry) retry!: Retry;
  @IsDefined() @ValidateNested() @Type(() => Prompt) prompt!: Prompt;
}

const yaml = (index: number): string => `# configuration ${index}
llm:
  provider: openai
  name: gpt-4o-mini-${index}
  temperature: 0.7
  maxTokens: ${1_000 + index}
retry:
  attempts: 3
  backoff: 1.5
prompt:
  system: "Answer in one short paragraph; say so when you do not know."
  stop: [END, STOP]
  cache: true
`;

/** Ten of each of six numbers. */
const space = {
  llm: {
    provider: 'openai',
    name: 'x',
    temperature: { $linspace: { from: 0, to: 0.9, count: 10 } },
    maxTokens: { $range: { from: 100, to: 1_000, step: 100 } },
  },
  retry: {
    attempts: { $range: { from: 1, to: 10 } },
    backoff: { $range: { from: 1, to: 10 } },
  },
  prompt: {
    system: { $grid: 'abcdefghij'.split('') },
    stop: [{ $grid: 'abcdefghij'.split('') }],
    cache: true,
  },
};

const median = (values: number[]): number =>
  values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;

const timed = async (work: () => unknown): Promise<number> => {
  globalThis.gc?.();
  const since = performance.now();
  await work();
  return performance.now() - since;
};

/** What js-yaml and the validator alone take for the files of a directory. */
function floor(directory: string): unknown[] {
  return readdirSync(directory).map((name) => {
    const [value] = loadAll(readFileSync(join(directory, name), 'utf8'));
    const config = plainToInstance(Config, value);
    if (validateSync(config).length > 0) throw new Error(`${name} is wrong`);
    return config;
  });
}

function row(
  what: string,
  value: number,
  unit: string,
  limit: number | undefined,
  detail: string,
): Row {
  return {
    what,
    figure: `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`,
    target: limit === undefined ? '' : `<= ${limit} ${unit}`,
    holds: limit === undefined ? undefined : value <= limit,
    detail,
  };
}

/** Spaces of a million configs, and ten thousand files. */
export async function configs(rounds: number): Promise<Row[]> {
  const repeats = Math.max(3, Math.round(rounds / 16));
  return [...(await large(repeats)), ...(await files(repeats))];
}

async function large(repeats: number): Promise<Row[]> {
  const options = { maxConfigs: SIZE };
  const open: number[] = [];
  const checked: number[] = [];
  const first = await timed(() => ConfigPool.from([space], options));
  for (let round = 0; round < repeats * 3; round++) {
    open.push(await timed(() => ConfigPool.from([space], options)));
    checked.push(
      await timed(() =>
        ConfigPool.from([space], { ...options, model: Config }),
      ),
    );
  }
  const pool = await ConfigPool.from([space], options);
  const each: number[] = [];
  const at: number[] = [];
  const ids: number[] = [];
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed;
  for (let round = 0; round < repeats; round++) {
    let sum = 0;
    each.push(
      await timed(() => {
        for (const { value } of pool)
          sum += (value as typeof space).prompt.stop.length;
      }),
    );
    at.push(
      await timed(() => {
        for (let index = 0; index < SIZE; index += 5)
          sum += (pool.at((index * 7_919) % SIZE).value as typeof space).prompt
            .stop.length;
      }),
    );
    let some = pool.slice(0, 100_000);
    ids.push(
      await timed(() => {
        for (const { id } of some) sum += id.length;
      }),
    );
    some = [];
    if (sum === 0) throw new Error('nothing was made');
  }
  globalThis.gc?.();
  const grown = (process.memoryUsage().heapUsed - heap) / 2 ** 20;
  return [
    row(
      'a space of 1,000,000 configs opened, the first time',
      first,
      'ms',
      50,
      'nothing compiled yet',
    ),
    row('and again', median(open), 'ms', 50, 'without a model'),
    row(
      'and again, checked axis by axis',
      median(checked),
      'ms',
      undefined,
      'class-validator',
    ),
    row(
      'iterated, for each config',
      (median(each) * 1e3) / SIZE,
      'µs',
      2,
      'three mappings and a list each',
    ),
    row(
      'found by its number',
      (median(at) * 1e3) / (SIZE / 5),
      'µs',
      3,
      '200,000 of them, scattered',
    ),
    row(
      'the id of a config',
      (median(ids) * 1e3) / 100_000,
      'µs',
      6,
      'canonical form and SHA-256',
    ),
    row(
      'heap that all of this has left',
      grown,
      'MiB',
      10,
      'the last 8,192 that were asked for are kept',
    ),
  ];
}

async function files(repeats: number): Promise<Row[]> {
  const directory = mkdtempSync(join(tmpdir(), 'spearmint-bench-'));
  try {
    for (let index = 0; index < FILES; index++)
      writeFileSync(
        join(directory, `c${String(index).padStart(5, '0')}.yaml`),
        yaml(index),
      );
    const load = (): Promise<ConfigPool> =>
      ConfigPool.from([directory], { model: Config });
    const ratios: number[] = [];
    const ours: number[] = [];
    await load();
    floor(directory);
    for (let round = 0; round < repeats; round++) {
      const before = await timed(() => floor(directory));
      const own = await timed(load);
      const after = await timed(() => floor(directory));
      ratios.push(own / ((before + after) / 2));
      ours.push(own);
    }
    return [
      row(
        '10,000 files loaded / js-yaml and class-validator alone',
        median(ratios),
        'x',
        1.2,
        `${(median(ours) / 1e3).toFixed(1)} s; found, read, parsed, expanded, hashed, compared, bound`,
      ),
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}
