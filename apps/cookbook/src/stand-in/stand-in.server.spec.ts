import {
  afterEach,
  beforeEach,
  describe,
  expect,
  it,
  test,
} from '@jest/globals';
import { deltasOf } from '../llm/deltas-of.js';
import { StandInServer } from './stand-in.server.js';

const TEXT =
  'Ships carry cargo. Ships need harbours, and harbours need ships. A cat slept. Lamps guide ships into harbours.';

describe('the stand-in', () => {
  let server: StandInServer;
  let url: string;

  beforeEach(async () => {
    server = new StandInServer();
    url = await server.start();
  });

  afterEach(() => server.onApplicationShutdown());

  const post = (body: unknown, key = 'sk-1'): Promise<Response> =>
    fetch(`${url}/chat/completions`, {
      method: 'POST',
      headers: key === '' ? {} : { authorization: `Bearer ${key}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  const question = (more: object = {}) => ({
    model: 'gpt-4.1',
    temperature: 0,
    messages: [
      { role: 'system', content: 'Summarize.' },
      { role: 'user', content: TEXT },
    ],
    ...more,
  });

  interface Body {
    id: string;
    choices: { message: { content: string }; finish_reason: string }[];
    usage: { total_tokens: number };
    error: { message: string; type: string; param: string | null };
  }

  const ask = async (more?: object): Promise<Body> =>
    (await (await post(question(more))).json()) as Body;

  const textOf = async (more?: object): Promise<string> =>
    (await ask(more)).choices[0].message.content;

  it('answers as the interface does, with the tokens used', async () => {
    const body = await ask();
    expect(body).toEqual({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: expect.any(Number),
      model: 'gpt-4.1',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: expect.any(String) },
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 31, completion_tokens: 20, total_tokens: 51 },
    });
    expect(body.choices[0].message.content).toBe(
      'Ships need harbours, and harbours need ships. Lamps guide ships into harbours.',
    );
  });

  it('says the same to the same, and other things to other models, temperatures and seeds', async () => {
    const hot = { temperature: 2 };
    expect(await textOf(hot)).toBe(await textOf(hot));
    expect(await textOf({ model: 'gpt-4.1-mini' })).not.toBe(await textOf());
    const said = new Set<string>();
    for (let seed = 0; seed < 20; seed++)
      said.add(await textOf({ ...hot, seed }));
    expect(said.size).toBeGreaterThan(1);
  });

  it('stops at max_tokens and at max_completion_tokens, and says so', async () => {
    for (const limit of ['max_tokens', 'max_completion_tokens']) {
      const { choices } = await ask({ [limit]: 5 });
      expect(choices[0].finish_reason).toBe('length');
      expect(choices[0].message.content).toBe('Ships need harbours,');
    }
  });

  it('grades a summary with what matters higher than one without', async () => {
    const scoreOf = async (summary: string): Promise<number> => {
      const content = `TEXT: ${TEXT}\n\nSUMMARY: ${summary}`;
      const text = await textOf({
        messages: [{ role: 'user', content }],
        response_format: { type: 'json_object' },
      });
      return (JSON.parse(text) as { score: number }).score;
    };
    const good = await scoreOf('Lamps guide ships into harbours.');
    const poor = await scoreOf('A cat slept in there, and it slept.');
    const all = await scoreOf(TEXT);
    expect(good).toBeGreaterThan(poor);
    expect(all).toBe(7);
    for (const score of [good, poor, all]) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(10);
    }
  });

  it('streams the same text in pieces, and the usage where it is asked for', async () => {
    const response = await post(question({ stream: true }));
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const pieces: string[] = [];
    if (response.body === null) throw new Error('no body');
    for await (const piece of deltasOf(response.body)) pieces.push(piece);
    expect(pieces).toHaveLength(12);
    expect(pieces.join('')).toBe(await textOf());

    const options = { stream: true, stream_options: { include_usage: true } };
    const raw = await (await post(question(options))).text();
    expect(raw).toContain('"finish_reason":"stop"');
    expect(raw).toContain('"choices":[],"usage":{"prompt_tokens":31,');
    expect(raw).toMatch(/data: \[DONE\]\n\n$/);
  });

  test.each([
    [429, 'rate_limit_exceeded'],
    [500, 'server_error'],
  ])(
    'fails with %d on demand: for one request, or by the model',
    async (status, type) => {
      server.failNext(status);
      const response = await post(question());
      expect(response.status).toBe(status);
      expect(response.headers.get('retry-after')).toBe(
        status === 429 ? '1' : null,
      );
      expect(((await response.json()) as Body).error.type).toBe(type);
      expect((await post(question())).status).toBe(200);
      const model = `fails-${status}`;
      expect((await post(question({ model }))).status).toBe(status);
    },
  );

  it('hangs up on demand', async () => {
    server.failNext('hang up');
    await expect(post(question())).rejects.toThrow('fetch failed');
    expect((await post(question())).status).toBe(200);
  });

  test.each([
    ['no JSON', '{', 400, null],
    ['JSON that is no request', 'null', 400, null],
    ['an unknown model', question({ model: 'toString' }), 404, 'model'],
    ['no messages', question({ messages: [] }), 400, 'messages'],
    ['messages that are none', question({ messages: [null] }), 400, 'messages'],
    ['a temperature above 2', question({ temperature: 3 }), 400, 'temperature'],
    [
      'a temperature as text',
      question({ temperature: '1' }),
      400,
      'temperature',
    ],
  ])('refuses %s', async (_case, body, status, param) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(((await response.json()) as Body).error.param).toBe(param);
    expect(server.requests).toEqual([]);
  });

  it('wants a key, and knows its routes', async () => {
    expect((await post(question(), '')).status).toBe(401);
    const headers = { authorization: 'Bearer x' };
    expect((await fetch(`${url}/nowhere`, { headers })).status).toBe(404);
    const models = (await (
      await fetch(`${url}/models`, { headers })
    ).json()) as {
      data: { id: string }[];
    };
    expect(models.data.map(({ id }) => id)).toContain('gpt-4.1-mini');
  });

  it('can be closed twice, and without a start', async () => {
    await server.onApplicationShutdown();
    await expect(server.onApplicationShutdown()).resolves.toBeUndefined();
    await expect(post(question())).rejects.toThrow('fetch failed');
  });
});

describe('deltasOf', () => {
  const read = async (chunks: string[]): Promise<string[]> => {
    const bytes = Buffer.from(chunks.join(''));
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        // Cuts through lines and through characters.
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const pieces: string[] = [];
    for await (const piece of deltasOf(body)) pieces.push(piece);
    return pieces;
  };

  it('reads events wherever the network cuts them', async () => {
    expect(
      await read([
        'data: {"choices":[{"delta":{"role":"assistant"}}]}\n\n',
        ': a comment\n',
        'data: {"choices":[{"delta":{"content":"süß "}}]}\n\n',
        'data: {"choices":[{"delta":{"content":"ok"}}]}\n\n',
        'data: {"choices":[]}\n\ndata: [DONE]\n\n',
      ]),
    ).toEqual(['süß ', 'ok']);
  });
});
