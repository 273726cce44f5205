import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ask } from './ask.js';
import type { DemoQuery } from './queries/query.interface.js';

const queriesOf = (...texts: string[]): DemoQuery[] =>
  texts.map((text, filmId) => ({ text, filmId, changes: new Set() }));

describe('ask', () => {
  let server: Server;
  let url: string;
  let seen: (string | null)[];
  let open: number;
  let mostOpen: number;

  beforeEach(async () => {
    seen = [];
    open = mostOpen = 0;
    server = createServer((request, response) => {
      const text = new URL(request.url ?? '', url).searchParams.get('q');
      seen.push(text);
      mostOpen = Math.max(mostOpen, ++open);
      setTimeout(() => {
        open--;
        response.statusCode = text === 'bad' ? 500 : 200;
        response.end('body');
      }, 5);
    });
    await new Promise<void>((resolve) =>
      server.listen(0, '127.0.0.1', resolve),
    );
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  it('sends every query once, a few at a time', async () => {
    const texts = Array.from({ length: 40 }, (_, i) => `film & more ${i}`);
    let answers = 0;
    expect(await ask(url, queriesOf(...texts), () => answers++)).toEqual([]);
    expect(new Set(seen)).toEqual(new Set(texts));
    expect(seen).toHaveLength(40);
    expect(answers).toBe(40);
    expect(mostOpen).toBeGreaterThan(1);
    expect(mostOpen).toBeLessThanOrEqual(8);
  });

  it('gives what went wrong, and goes on', async () => {
    const failures = await ask(url, queriesOf('a', 'bad', 'b'), () => {});
    expect(failures).toEqual(['"bad": 500 body']);
    expect(seen).toHaveLength(3);
  });

  it('survives a server that is gone', async () => {
    const failures = await ask('http://127.0.0.1:1', queriesOf('a'), () => {});
    expect(failures).toEqual([expect.stringContaining('"a": TypeError')]);
  });
});
