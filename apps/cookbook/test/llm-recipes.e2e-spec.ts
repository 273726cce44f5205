import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import request, { type Test } from 'supertest';
import type { ExperimentCall } from 'nestjs-spearmint';
import type { ChatAnswer } from '../src/llm/chat.client.js';
import { EXAMPLE_TEXT } from '../src/llm/example-text.js';
import type { Summary } from '../src/recipes/11-summarizer/summary.controller.js';
import type { Candidate } from '../src/recipes/17-best-of-n/best-of-n.service.js';
import { SummaryService as HedgedService } from '../src/recipes/20-hedged-call/summary.service.js';
import { SummaryService as FallbackService } from '../src/recipes/21-model-fallback/summary.service.js';
import { BudgetHook } from '../src/recipes/22-token-budget/budget.hook.js';
import { SummaryService as BudgetedService } from '../src/recipes/22-token-budget/summary.service.js';
import { recordsOf } from '../src/records-of.js';
import { StandInServer } from '../src/stand-in/stand-in.server.js';
import { closeAll, start } from './running.fixture.js';

afterEach(closeAll);

const ask = (app: INestApplication, path = '/summarize'): Test =>
  request(app.getHttpServer()).get(path);

const standInOf = (app: INestApplication): StandInServer =>
  app.get(StandInServer, { strict: false });

describe('S11: the summarizer', () => {
  it('answers with the summary and both lengths', async () => {
    const app = await start('11-summarizer');
    const text = 'Ships need harbours, harbours need ships. A cat slept.';
    const { status, body } = await ask(app, `/summarize?text=${text}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      summary: 'Ships need harbours, harbours need ships.',
      original_length: 9,
      summary_length: 6,
    });
    expect((await ask(app, '/')).body).toEqual({
      message: 'The summarizer is running',
    });
  });

  it('asks with the config of the file, and the defaults of the class', async () => {
    const app = await start('11-summarizer');
    await ask(app);
    expect(standInOf(app).requests).toEqual([
      {
        model: 'gpt-4.1-mini',
        temperature: 0.3,
        messages: [
          {
            role: 'system',
            content: 'Summarize the text in no more than 150 words.',
          },
          { role: 'user', content: expect.stringContaining('lighthouse') },
        ],
      },
    ]);
  });

  it.each([429, 500])(
    'answers with 500 to a %d of the model',
    async (status) => {
      const app = await start('11-summarizer');
      standInOf(app).failNext(status);
      const { status: answered, body } = await ask(app);
      expect(answered).toBe(500);
      expect((body as { message: string }).message).toBe(
        `Internal server error: the model's server answered ${status}: The stand-in was told to fail.`,
      );
      expect((await ask(app)).status).toBe(200);
    },
  );

  it('streams the summary as events', async () => {
    const app = await start('11-summarizer');
    const { headers, text } = await ask(app, '/stream');
    expect(headers['content-type']).toContain('text/event-stream');
    const pieces = [...text.matchAll(/^data: (.*)$/gm)].map(
      ([, piece]) => piece,
    );
    const { summary } = (await ask(app)).body as Summary;
    expect(pieces.map((piece) => piece.trim()).join(' ')).toBe(summary);
  });
});

describe('OPENAI_BASE_URL and OPENAI_API_KEY', () => {
  afterEach(() => {
    delete process.env['OPENAI_BASE_URL'];
    delete process.env['OPENAI_API_KEY'];
  });

  it('have another server asked, with the key', async () => {
    const asked: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      asked.push(request.url, request.headers.authorization);
      const choices = [{ message: { content: 'From elsewhere.' } }];
      response.end(JSON.stringify({ choices, usage: { total_tokens: 1 } }));
    });
    await new Promise<void>((resolve) => other.listen(0, resolve));
    const { port } = other.address() as AddressInfo;
    process.env['OPENAI_BASE_URL'] = `http://127.0.0.1:${port}/api/`;
    process.env['OPENAI_API_KEY'] = 'sk-own';

    const app = await start('11-summarizer');
    const { body } = await ask(app);
    other.close();
    other.closeAllConnections();
    expect((body as Summary).summary).toBe('From elsewhere.');
    expect(asked).toEqual(['/api/chat/completions', 'Bearer sk-own']);
    expect(standInOf(app).requests).toEqual([]);
  });
});

describe('S12: the sticky A/B test', () => {
  const users = Array.from({ length: 20 }, (_, index) => `user-${index}`);

  const assign = async (app: INestApplication): Promise<string[]> => {
    const variants: string[] = [];
    for (const user of users) {
      const { body } = await ask(app).set('x-user-id', user);
      variants.push((body as { variant: string }).variant);
    }
    return variants;
  };

  it('keeps every user on one config: over requests, in two apps, and after a restart', async () => {
    const one = await start('12-sticky-ab');
    const two = await start('12-sticky-ab');
    const first = await assign(one);
    expect(await assign(one)).toEqual(first);
    expect(await assign(two)).toEqual(first);
    await closeAll();
    expect(await assign(await start('12-sticky-ab'))).toEqual(first);
    expect(new Set(first)).toEqual(new Set(['control', 'treatment']));
  });

  it('takes the user from the header or from the query, and records what was shown', async () => {
    const app = await start('12-sticky-ab');
    const byHeader = await ask(app).set('x-user-id', 'ada');
    const byQuery = await ask(app, '/summarize?user_id=ada');
    expect(byQuery.body).toEqual(byHeader.body);
    const records = await recordsOf(app);
    expect(
      records.map(({ experiment, configId }) => [experiment, configId]),
    ).toEqual(
      Array.from({ length: 2 }, () => [
        'summary-model',
        (byHeader.body as { variant: string }).variant,
      ]),
    );
  });

  it('answers somebody unknown too', async () => {
    const { status, body } = await ask(await start('12-sticky-ab'));
    expect(status).toBe(200);
    expect(['control', 'treatment']).toContain(
      (body as { variant: string }).variant,
    );
  });
});

describe('S13: shadow traffic', () => {
  it('answers with the first config, and records the shadow', async () => {
    const app = await start('13-shadow-traffic');
    const { body } = await ask(app);
    const records = await recordsOf(app);
    expect(
      records.map(({ role, configId, status }) => [role, configId, status]),
    ).toEqual([
      ['primary', 'current', 'success'],
      ['shadow', 'candidate', 'success'],
    ]);
    expect(records[0].output).toBe((body as Summary).summary);
    expect(records[1].output).not.toBe(records[0].output);
    expect(standInOf(app).requests.map(({ model }) => model)).toEqual([
      'gpt-4.1-mini',
      'gpt-4.1',
    ]);
  });

  it('is not disturbed by a candidate that fails', async () => {
    const app = await start('13-shadow-traffic');
    const { body } = await ask(app);
    await recordsOf(app);
    standInOf(app).failNext(500, { model: 'gpt-4.1' });
    expect((await ask(app)).body).toEqual(body);
    const records = await recordsOf(app);
    expect(records.slice(-2).map(({ role, status }) => [role, status])).toEqual(
      [
        ['primary', 'success'],
        ['shadow', 'failed'],
      ],
    );
  });

  it('has no key in its records', async () => {
    const app = await start('13-shadow-traffic');
    await ask(app);
    const records = JSON.stringify(await recordsOf(app));
    expect(records).toContain('"apiKey":"[secret:OPENAI_API_KEY]"');
    expect(records).not.toContain('sk-stand-in');
  });
});

describe('S15: a grid of shadows', () => {
  it('answers once, and records one primary and eight shadows', async () => {
    const app = await start('15-shadow-grid');
    const { body } = await ask(app);
    const records = await recordsOf(app);
    expect(records.map(({ role }) => role)).toEqual([
      'primary',
      ...Array.from({ length: 8 }, () => 'shadow'),
    ]);
    expect(new Set(records.map(({ configId }) => configId)).size).toBe(9);
    expect(records.every(({ status }) => status === 'success')).toBe(true);
    expect(records[0].output).toEqual(body as ChatAnswer);
    const [{ messages }] = standInOf(app).requests;
    expect(messages[0].content).toContain('Leave out what a reader knows');
  });
});

describe('S16: round-robin', () => {
  it('goes through all nine configs, and begins again', async () => {
    const app = await start('16-round-robin');
    const configs: string[] = [];
    for (let call = 0; call < 18; call++)
      configs.push(((await ask(app)).body as { config: string }).config);
    expect(new Set(configs.slice(0, 9)).size).toBe(9);
    expect(configs.slice(9)).toEqual(configs.slice(0, 9));
    expect((await recordsOf(app)).map(({ role }) => role)).toEqual(
      Array.from({ length: 18 }, () => 'primary'),
    );
  });
});

describe('S17: best of N', () => {
  it('gives the summary that the judge likes best, of nine', async () => {
    const app = await start('17-best-of-n');
    const all = (await ask(app, '/summaries')).body as Candidate[];
    expect(all).toHaveLength(9);
    const scores = all.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores[0]).toBeGreaterThan(scores[8]);
    expect((await ask(app)).body).toEqual(all[0]);
  });

  it('asks the judge about each summary, and reads two parts of one config', async () => {
    const app = await start('17-best-of-n');
    const { config } = (await ask(app)).body as Candidate;
    expect(config).toContain('llm.model=');
    const { requests } = standInOf(app);
    expect(requests.filter(({ model }) => model === 'gpt-5')).toHaveLength(9);
    expect(requests[0].max_tokens).toBe(200);
    const records = await recordsOf(app);
    expect(records.map(({ experiment }) => experiment).sort()).toEqual([
      ...Array.from({ length: 9 }, () => 'JudgeService.judge'),
      ...Array.from({ length: 9 }, () => 'WriterService.write'),
    ]);
  });

  it('records each grade as a score of its draft, and the judge below the writer', async () => {
    const app = await start('17-best-of-n');
    const all = (await ask(app, '/summaries')).body as Candidate[];
    const records = await recordsOf(app);
    const drafts = records.filter(({ experiment }) =>
      experiment.startsWith('Writer'),
    );
    expect(
      drafts
        .map(({ label, scores }) => [label, scores?.['grade']])
        .sort()
        .join('\n'),
    ).toBe(
      all
        .map(({ config, score }) => [config, score])
        .sort()
        .join('\n'),
    );
    const judged = records.filter(({ experiment }) =>
      experiment.startsWith('Judge'),
    );
    expect(judged.map(({ parentId }) => parentId).sort()).toEqual(
      drafts.map(({ id }) => id).sort(),
    );
  });

  it.each([[500], ['hang up']] as const)(
    'does without the drafts whose judge fails (%s)',
    async (how) => {
      const app = await start('17-best-of-n');
      standInOf(app).failNext(how, { times: 3, model: 'gpt-5' });
      expect((await ask(app, '/summaries')).body).toHaveLength(6);
    },
  );

  it('does without the writers that fail, and fails when all do', async () => {
    const app = await start('17-best-of-n');
    standInOf(app).failNext(500, { times: 4 });
    expect((await ask(app, '/summaries')).body).toHaveLength(5);
    standInOf(app).failNext(500, { times: 9 });
    app.useLogger(false);
    expect((await ask(app)).status).toBe(500);
  });
});

describe('a hedged call', () => {
  it('asks the second model where the first is slow, and lets the first go', async () => {
    const app = await start('20-hedged-call');
    await app.get(HedgedService).summarize('Ships need harbours.');
    expect(standInOf(app).requests.map(({ model }) => model)).toEqual([
      'gpt-5-pro',
      'gpt-4.1-mini',
    ]);
    expect(
      (await recordsOf(app)).map(({ status, reason }) => [status, reason]),
    ).toEqual([
      ['skipped', expect.any(String)],
      ['success', undefined],
    ]);
  });
});

describe('a fallback', () => {
  it('asks the next model after two attempts with the first', async () => {
    const app = await start('21-model-fallback');
    await app.get(FallbackService).summarize('Ships need harbours.');
    expect(standInOf(app).requests.map(({ model }) => model)).toEqual([
      'fails-429',
      'fails-429',
      'gpt-4.1-mini',
    ]);
  });

  it('asks it where the first has no answer at all', async () => {
    const app = await start('21-model-fallback');
    standInOf(app).failNext('hang up', { times: 2, model: 'fails-429' });
    await app.get(FallbackService).summarize('Ships need harbours.');
    const [first, second] = await recordsOf(app);
    expect(first.error).toMatchObject({ message: 'fetch failed' });
    expect(second.status).toBe('success');
  });

  it('asks once, and no other model, where the request itself is wrong', async () => {
    const app = await start('21-model-fallback');
    standInOf(app).failNext(400);
    await expect(
      app.get(FallbackService).summarize('Ships need harbours.'),
    ).rejects.toMatchObject({ status: 400 });
    expect(standInOf(app).requests.map(({ model }) => model)).toEqual([
      'fails-429',
    ]);
  });
});

describe('a budget for shadows', () => {
  const shadowsOf = async (app: INestApplication): Promise<string[]> =>
    (await recordsOf(app))
      .filter(({ role }) => role === 'shadow')
      .map(({ status, error }) => error?.type ?? status);

  const call = async (app: INestApplication): Promise<void> => {
    await app.get(BudgetedService).summarize(EXAMPLE_TEXT);
    await recordsOf(app);
  };

  it('refuses them when it is spent, and callers nothing', async () => {
    const app = await start('22-token-budget');
    for (let i = 0; i < 4; i++) await call(app);
    expect(await shadowsOf(app)).toEqual([
      'success',
      'success',
      'BudgetSpentError',
      'BudgetSpentError',
    ]);
    expect(standInOf(app).requests.map(({ model }) => model)).toEqual([
      'gpt-4.1-mini',
      'gpt-5',
      'gpt-4.1-mini',
      'gpt-5',
      'gpt-4.1-mini',
      'gpt-4.1-mini',
    ]);
  });

  it('is there again on another day', async () => {
    const app = await start('22-token-budget');
    const hook = app.get(BudgetHook);
    await call(app);
    const spent = hook.spent;
    expect(spent).toBeGreaterThan(0);
    const today = { startedAt: Date.now() } as ExperimentCall;
    hook.beforeExperiment(today);
    expect(hook.spent).toBe(spent);
    hook.beforeExperiment({ ...today, startedAt: Date.now() + 86_400_000 });
    expect(hook.spent).toBe(0);
  });

  it('is not charged for what failed', async () => {
    const app = await start('22-token-budget');
    standInOf(app).failNext(500, { model: 'gpt-5' });
    await call(app);
    const { spent } = app.get(BudgetHook);
    await call(app);
    expect(app.get(BudgetHook).spent).toBeGreaterThan(2 * spent);
  });
});
