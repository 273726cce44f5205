import { describe, expect, it } from '@jest/globals';
import { IsString } from 'class-validator';
import { z } from 'zod';
import { files } from '../config.fixture.js';
import { bindConfig } from './bind-config.js';
import { checkBinding } from './check-binding.js';
import { ConfigPool } from './config-pool.js';

class Llm {
  @IsString() model!: string;
}

describe('checkBinding', () => {
  it('reports every config that cannot be bound, with its place', async () => {
    const baseDir = files({
      'a.yaml': '- llm: { model: m }\n- llm: { model: 5 }\n- lmm: {}',
    });
    const pool = await ConfigPool.from(['a.yaml'], { baseDir });
    expect(await checkBinding(pool, Llm, 'llm')).toMatchObject([
      { code: 'E_VALIDATION', path: 'llm.model', line: 2, column: 10 },
      { code: 'E_BIND', path: 'llm', line: 3, hint: 'did you mean lmm?' },
    ]);
  });

  it('keeps what it bound, and does not bind it again', async () => {
    let calls = 0;
    const model = z.object({ a: z.number() }).refine(() => ++calls > 0);
    const pool = await ConfigPool.from([{ a: 1 }]);
    expect(await checkBinding(pool, model, '')).toEqual([]);
    expect(await checkBinding(pool, model, '')).toEqual([]);
    bindConfig(pool.at(0), model, '');
    expect(calls).toBe(1);
  });

  it('checks the path alone when there is no model', async () => {
    const pool = await ConfigPool.from([{ a: 1 }, { b: 1 }]);
    expect(await checkBinding(pool, undefined, 'a')).toMatchObject([
      { code: 'E_BIND', origin: 'configs[1]' },
    ]);
  });

  it('reports a model that cannot check anything', async () => {
    const pool = await ConfigPool.from([{ a: 1 }]);
    expect(await checkBinding(pool, class Bare {}, '')).toMatchObject([
      { code: 'E_MODEL' },
    ]);
  });

  it('keeps the instance of a call that came first', async () => {
    const model = z.object({ a: z.number() });
    const pool = await ConfigPool.from([{ a: 1 }]);
    const checking = checkBinding(pool, model, '');
    const bound = bindConfig(pool.at(0), model, '');
    await checking;
    expect(bindConfig(pool.at(0), model, '')).toBe(bound);
  });
});
