import type { Server } from 'node:http';
import {
  afterEach,
  beforeEach,
  describe,
  expect,
  it,
  test,
} from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import {
  type BranchRecord,
  type ConfigPool,
  getConfigPoolToken,
} from 'nestjs-spearmint';
import { settleBackground } from 'nestjs-spearmint/testing';
import request, { type Response } from 'supertest';
import type { Answer } from '../src/search/search.controller.js';
import type { SearchConfig } from '../src/search/search.config.js';
import { shortLabel } from '../src/search/short-label.js';
import type { SearchResult } from '../src/search/search-result.interface.js';
import { type StartedApp, startApp } from './app.fixture.js';

const FIRST = 'OR 0 plain';

describe('the routes', () => {
  let started: StartedApp;
  let app: INestApplication<Server>;
  let pool: ConfigPool;

  beforeEach(async () => {
    started = await startApp();
    ({ app } = started);
    pool = app.get(getConfigPoolToken());
  });

  afterEach(() => started.stop());

  const get = (path: string, q: string): Promise<Response> =>
    request(app.getHttpServer()).get(path).query({ q });

  const titlesOf = (answer: Pick<Answer, 'hits'>): string[] | undefined =>
    answer.hits?.map(({ title }) => title);

  const names = (): string[] =>
    Array.from(pool, ({ label }) => shortLabel(label ?? ''));

  const fuzzyAt = (id: string): number | undefined =>
    (pool.byId(id)?.value as SearchConfig | undefined)?.fuzzy;

  it("have the configs of the matrix, today's first", () => {
    expect(pool.size).toBe(48);
    expect(pool.at(0).value).toEqual({
      combination: 'OR',
      fuzzy: 0,
      prefix: false,
      boosts: { title: 1, director: 1, genre: 1 },
    });
    expect(names()[0]).toBe(FIRST);
    expect(new Set(names()).size).toBe(48);
  });

  describe('GET /search', () => {
    it("answers with the first config's films", async () => {
      const { status, body } = await get('/search', 'godfather part');
      expect(status).toBe(200);
      expect((body as SearchResult).query).toBe('godfather part');
      expect(titlesOf(body as SearchResult)).toEqual([
        'The Godfather: Part II',
        'The Godfather',
      ]);
    });

    it('finds nothing for a typo, while the shadows that are fuzzy do', async () => {
      const { body } = await get('/search', 'inceptoin');
      expect(titlesOf(body as SearchResult)).toEqual([]);
      await settleBackground(app);
      const found = (await started.recorded())
        .filter(({ output }) => (output as SearchResult).hits.length > 0)
        .map(({ configId }) => fuzzyAt(configId));
      expect(found).toHaveLength(24);
      expect(new Set(found)).toEqual(new Set([0.2, 0.4]));
    });

    it('records a branch for every config', async () => {
      await get('/search', 'alien');
      await get('/search', 'the prestige');
      await settleBackground(app);
      const branches = await started.recorded();
      expect(branches).toHaveLength(2 * pool.size);
      for (const query of ['alien', 'the prestige']) {
        const ofQuery = branches.filter(
          ({ output }) => (output as SearchResult).query === query,
        );
        expect(ofQuery.map(({ configId }) => configId).sort()).toEqual(
          pool.ids().sort(),
        );
        const [primary] = ofQuery.filter(({ role }) => role === 'primary');
        expect(primary.configId).toBe(pool.at(0).id);
      }
      expect(new Set(branches.map(({ status }) => status))).toEqual(
        new Set(['success']),
      );
      expect(new Set(branches.map(({ experiment }) => experiment))).toEqual(
        new Set(['SearchService.search']),
      );
    });
  });

  describe('GET /compare', () => {
    it('gives the answer of every config, in the order of the pool', async () => {
      const { status, body } = await get('/compare', 'inceptoin');
      const answers = body as Answer[];
      expect(status).toBe(200);
      expect(answers.map(({ config }) => config)).toEqual(names());
      for (const answer of answers) {
        expect(titlesOf(answer)).toEqual(
          / 0\.[24] /.test(answer.config) ? ['Inception'] : [],
        );
      }
    });

    const answerOf = (body: unknown, name: string): Answer =>
      (body as Answer[]).find(({ config }) => config === name) as Answer;

    it('shows where a beginning of a word is enough', async () => {
      const { body } = await get('/compare', 'godf');
      expect(titlesOf(answerOf(body, FIRST))).toEqual([]);
      expect(titlesOf(answerOf(body, 'OR 0 prefix plain'))).toHaveLength(2);
    });

    it('shows where all words are needed', async () => {
      const { body } = await get('/compare', 'nolan drama');
      expect(titlesOf(answerOf(body, FIRST))).toEqual([
        'The Prestige',
        'Inception',
      ]);
      expect(titlesOf(answerOf(body, 'AND 0 plain'))).toEqual(['The Prestige']);
    });
  });

  describe('GET /ab', () => {
    it('gives every config the same number of requests, in turn', async () => {
      const seen: (string | undefined)[] = [];
      for (let i = 0; i < 2 * pool.size; i++) {
        const { body } = await get('/ab', 'alien');
        expect(titlesOf(body as Answer)).toContain('Alien');
        seen.push((body as Answer).config);
      }
      expect(seen).toEqual([...names(), ...names()]);
    });

    it('keeps the counts equal when requests overlap', async () => {
      const bodies = await Promise.all(
        Array.from({ length: 3 * pool.size }, () => get('/ab', 'alien')),
      );
      for (const name of names()) {
        expect(
          bodies.filter(({ body }) => (body as Answer).config === name),
        ).toHaveLength(3);
      }
    });
  });

  describe('GET /branches', () => {
    it("shows the request's branches, shadows included", async () => {
      const { status, body } = await get('/branches', 'alien');
      const branches = body as BranchRecord[];
      expect(status).toBe(200);
      expect(branches.map(({ role }) => role)).toEqual([
        'primary',
        ...Array.from({ length: 47 }, () => 'shadow'),
      ]);
      expect(branches.map(({ configId }) => configId)).toEqual(pool.ids());
      for (const { status: state, durationMs, configRead } of branches) {
        expect(state).toBe('success');
        expect(durationMs).toBeGreaterThanOrEqual(0);
        expect(configRead).toBe(true);
      }
    });

    it('shows nothing of other requests', async () => {
      const bodies = await Promise.all(
        ['alien', 'inception', '300'].map((q) => get('/branches', q)),
      );
      const queries = bodies.map(({ body }) => [
        ...new Set(
          (body as BranchRecord[]).map(
            ({ output }) => (output as SearchResult).query,
          ),
        ),
      ]);
      expect(queries).toEqual([['alien'], ['inception'], ['300']]);
    });
  });

  describe.each(['/search', '/compare', '/ab', '/branches'])('%s', (path) => {
    test.each([
      ['no query', {}, 'q must be a string'],
      ['an empty one', { q: '' }, 'q should not be empty'],
      ['only spaces', { q: '   ' }, 'q should not be empty'],
      ['two', { q: ['a', 'b'] }, 'q must be a string'],
      [
        'more than 100 characters',
        { q: 'x'.repeat(101) },
        'q must be shorter than or equal to 100 characters',
      ],
    ])('refuses %s', async (_case, query, problem) => {
      const { status, body } = await request(app.getHttpServer())
        .get(path)
        .query(query);
      expect(status).toBe(400);
      expect((body as { message: string[] }).message).toContain(problem);
      await settleBackground(app);
      expect(await started.recorded()).toEqual([]);
    });

    it('takes 100 characters', async () => {
      const { status } = await get(path, 'x'.repeat(100));
      expect(status).toBe(200);
    });
  });
});
