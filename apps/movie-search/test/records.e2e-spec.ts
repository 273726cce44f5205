import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
} from '@jest/globals';
import {
  BranchStore,
  type ConfigStats,
  type ExperimentStats,
  StoreReader,
} from '@nestjs-spearmint/store';
import { settleBackground } from 'nestjs-spearmint/testing';
import request from 'supertest';
import { bundle } from '../../../libs/store/src/journal/child-bundle.fixture.js';
import { storeOptions } from '../src/records/store-options.js';
import { type StartedApp, startApp } from './app.fixture.js';

// Under the workspace, so that it finds its packages.
const program = resolve(
  import.meta.dirname,
  `../../../test-results/movie-search-${process.pid}.mjs`,
);

describe('what the app records when nothing else is said', () => {
  let started: StartedApp;

  beforeAll(() => bundle('../database/store.worker.ts', program), 60_000);
  afterAll(() => rmSync(program, { force: true }));

  beforeEach(async () => {
    started = await startApp(pathToFileURL(program));
  });
  afterEach(() => started.stop());

  const get = (path: string) => request(started.app.getHttpServer()).get(path);

  const search = async (...texts: string[]): Promise<void> => {
    for (const q of texts) await get('/search').query({ q }).expect(200);
    await settleBackground(started.app);
    await started.app.get(BranchStore).database?.caughtUp();
  };

  it('is in the store, every branch, for any process to read', async () => {
    await search('alien', 'the prestige', 'inceptoin');
    const reader = new StoreReader(started.folder, { mode: 'inline' });
    const configs = await reader.configs('SearchService.search');
    expect(configs).toHaveLength(48);
    for (const { n, success } of configs) expect([n, success]).toEqual([3, 1]);
    const { branches, total } = await reader.branches({
      limit: 1_000,
      total: true,
    });
    expect(total).toBe(3 * 48);
    const journal = await started.recorded();
    expect(branches.map(({ id }) => id).sort()).toEqual(
      journal.map(({ id }) => id).sort(),
    );
    const [primary] = journal.filter(({ role }) => role === 'primary');
    const { payload } = (await reader.branch(primary.id)) ?? {};
    expect(payload?.output).toEqual(primary.output);
    await reader.close();
  });

  it('is there when the app has ended and another one starts', async () => {
    await search('alien');
    await started.app.close();
    const reader = new StoreReader(started.folder, { mode: 'inline' });
    expect(await reader.experiments()).toMatchObject([{ n: 48 }]);
    await reader.close();
  });

  it('is told by its routes', async () => {
    await search('alien');
    const { body: health } = await get('/health').expect(200);
    expect(health).toEqual({
      store: {
        status: 'up',
        sinks: {},
        database: expect.objectContaining({ state: 'following' }),
      },
    });
    const { body: experiments } = await get('/records').expect(200);
    expect(experiments as ExperimentStats[]).toMatchObject([
      { experiment: 'SearchService.search', n: 48, configs: 48 },
    ]);
    const of = '/records/SearchService.search';
    const { body: configs } = await get(of).expect(200);
    expect(
      (configs as ConfigStats[]).map(({ label }) => label?.split(', ')[0]),
    ).toEqual([
      ...Array<string>(24).fill('combination=OR'),
      ...Array<string>(24).fill('combination=AND'),
    ]);
    const { body } = await get(`${of}/slowest`).expect(200);
    const { branches } = body as { branches: { durationMs: number }[] };
    expect(branches).toHaveLength(10);
    const durations = branches.map(({ durationMs }) => durationMs);
    expect(durations).toEqual([...durations].sort((a, b) => b - a));
  });

  it('says that it is down while nothing can be recorded', async () => {
    const store = started.app.get(BranchStore);
    const { problem: _none, ...stats } = store.stats();
    store.stats = () => ({ ...stats, problem: 'ENOSPC: the disk is full' });
    const { body } = await get('/health').expect(503);
    expect(body).toMatchObject({
      store: { status: 'down', problem: 'ENOSPC: the disk is full' },
    });
  });
});

describe('the folder of the store', () => {
  it("is the app's own, wherever it is started from, unless a variable names one", () => {
    expect(storeOptions().folder).toBe(
      join(resolve(import.meta.dirname, '..'), 'data', 'branches'),
    );
    process.env['MOVIE_SEARCH_STORE'] = '/var/lib/movies';
    expect(storeOptions().folder).toBe('/var/lib/movies');
    delete process.env['MOVIE_SEARCH_STORE'];
  });
});
