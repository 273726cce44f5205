import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import request from 'supertest';
import { RECIPES } from '../src/recipes/index.js';
import { WordSearch } from '../src/recipes/10-components/search/word.search.js';
import { CheckoutService } from '../src/recipes/19-shadow-rewrite/checkout.service.js';
import { indexPage, outputOn, pageNames } from './pages.fixture.js';
import { closeAll, outputOf, start } from './running.fixture.js';

afterEach(async () => {
  await closeAll();
  jest.restoreAllMocks();
});

describe('the cookbook', () => {
  it('has a page for every recipe, and a recipe for every page', () => {
    expect(pageNames().sort()).toEqual(Object.keys(RECIPES).sort());
  });

  it('has all of them on its first page, as the command line lists them', () => {
    const listed = [...indexPage().matchAll(/^- \[.+\]\((.+)\.md\): (.+)$/gm)];
    expect(listed.map(([, page, shows]) => [page, shows])).toEqual(
      Object.entries(RECIPES).map(([name, { shows }]) => [name, shows]),
    );
  });

  it.each(Object.keys(RECIPES))(
    '%s prints what its page says, and warns of nothing',
    async (name) => {
      const warn = jest.spyOn(Logger.prototype, 'warn');
      expect(await outputOf(name)).toEqual(outputOn(name));
      expect(warn).not.toHaveBeenCalled();
    },
  );
});

describe('S1: one config', () => {
  it('is injected into the method', async () => {
    expect(await outputOf('01-hello')).toEqual([
      "Processed 'Hello, World!' using gpt-4 (temp=0.7)",
    ]);
  });

  it('is behind a route', async () => {
    const app = await start('01-hello');
    await request(app.getHttpServer())
      .get('/process')
      .query({ text: 'Ada' })
      .expect(200, { result: "Processed 'Ada' using gpt-4 (temp=0.7)" });
  });
});

it('S2: a pipeline without configs runs its step under the config of the step', async () => {
  expect(await outputOf('02-pipeline')).toEqual([
    '["*0*","hello","world","**"]',
    'PipelineService.run was called',
    'PipelineService.mark was called by PipelineService.run',
  ]);
});

it('S3: a call that settles has the output of its shadow too', async () => {
  expect(await outputOf('03-await-shadows')).toEqual([
    'output: Data from fast',
    'primary: Data from fast',
    'shadow: Data from slow',
  ]);
});

it('S4: two models and three temperatures are six configs', async () => {
  const [count, first, ...others] = await outputOf('04-grid');
  expect(count).toBe('6 configs');
  expect(first).toBe('Model=gpt-4, Temp=0.1');
  expect(others).toEqual([
    'Model=gpt-4, Temp=0.5',
    'Model=gpt-4, Temp=0.9',
    'Model=gpt-3.5, Temp=0.1',
    'Model=gpt-3.5, Temp=0.5',
    'Model=gpt-3.5, Temp=0.9',
  ]);
});

it('S5: what a config leaves out comes from the class', async () => {
  expect(await outputOf('05-typed-config')).toEqual([
    'Prompt: Test prompt, Model: gpt-4, Temp: 0.5, MaxTokens: 100',
    'Prompt: Test prompt, Model: gpt-3.5, Temp: 0.9, MaxTokens: 50',
  ]);
});

it('S6: the same key elsewhere does not leak into a part', async () => {
  expect(await outputOf('06-config-part')).toEqual(['test_my_bound_config']);
});

it('S7: files are configs in the order of their names', async () => {
  expect(await outputOf('07-yaml-files')).toEqual([
    'primary: yaml_10',
    'shadow: yaml_20',
    'shadow: yaml_30',
  ]);
});

it('S8: each row is compared with what it expects', async () => {
  expect(await outputOf('08-dataset')).toEqual([
    'zero: 4 of 4 right',
    'one: 0 of 4 right',
    'bill_0',
    'alice_0',
    'charlie_0',
    'eve_0',
  ]);
});

it('S9: nested fan-outs give the product of their configs', async () => {
  const lines = await outputOf('09-nested');
  expect(lines.map((line) => line.split(' ')[0])).toEqual([
    'High:30',
    'Medium:20',
    'Low:10',
    'Zero:0',
  ]);
});

describe('S10: swapped components', () => {
  it('are 18 combinations, the best F1 first', async () => {
    const [head, ...rows] = await outputOf('10-components');
    expect(head.split(/ {2,}/)).toEqual([
      'config',
      'precision',
      'recall',
      'F1',
    ]);
    expect(rows).toHaveLength(18);
    const figures = rows.map((row) => row.split(/ {2,}/).slice(1).map(Number));
    const f1s = figures.map(([, , f1]) => f1);
    expect(f1s).toEqual([...f1s].sort((a, b) => b - a));
    for (const [precision, recall, f1] of figures) {
      const mean = (2 * precision * recall) / (precision + recall);
      expect(Math.abs(f1 - mean)).toBeLessThan(0.01);
    }
  });

  it('have the precision and the recall of what they find', async () => {
    const rows = await outputOf('10-components');
    const figuresOf = (label: string) =>
      rows
        .find((row) => row.startsWith(label))
        ?.split(/ {2,}/)
        .slice(1);
    // Finds the three that are expected, and may give two of them.
    expect(figuresOf('search=word, rank=as-found, limit=2')).toEqual([
      '1.00',
      '0.67',
      '0.80',
    ]);
    // The fox, the question, and the thought: one of three, of three.
    expect(figuresOf('search=even, rank=as-found, limit=3')).toEqual([
      '0.33',
      '0.33',
      '0.33',
    ]);
  });

  it('are providers of the module', async () => {
    const app = await start('10-components');
    jest.spyOn(app.get(WordSearch), 'find').mockReturnValue([]);
    const rows = await RECIPES['10-components'].run(app);
    const ofWord = rows.filter((row) => row.includes('search=word'));
    expect(ofWord).toHaveLength(6);
    for (const row of ofWord) expect(row).toMatch(/0\.00 +0\.00 +0\.00$/);
  });
});

it('S14: what follows a fan-out is done for each branch', async () => {
  const lines = await outputOf('14-downstream');
  expect(lines[0]).toBe(
    'single: final result for 10-step1, final result for 10-step2',
  );
  expect(lines.slice(-3)).toEqual(
    [10, 20, 30].map(
      (id) =>
        `multi-branch config-${id}: final result for ${id}-step1, final result for ${id}-step2`,
    ),
  );
});

it('S18: a session has all branches of its row, and shadows do not multiply', async () => {
  const lines = await outputOf('18-session');
  expect(lines).toHaveLength(2 * 8);
  expect(lines.slice(0, 4)).toEqual([
    'row 1',
    '  primary {"id":10}: 11',
    '    primary {"factor":1}: 1',
    '    shadow {"factor":10}: 10',
  ]);
});

describe('a rewrite as a shadow', () => {
  it('is compared with the old code, whose answers callers get', async () => {
    const checkout = (await start('19-shadow-rewrite')).get(CheckoutService);
    expect(await checkout.total({ pieces: 2, cents: 100 })).toBe(200);
    expect(await checkout.total({ pieces: 10, cents: 100 })).toBe(900);
    await closeAll();
    expect(checkout.mismatches).toEqual([
      '{"pieces":10,"cents":100}: 900 became 1000',
    ]);
  });
});
