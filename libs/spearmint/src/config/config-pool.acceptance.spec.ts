import { describe, expect, it } from '@jest/globals';
import { IsNumber, IsString } from 'class-validator';
import { failure, files } from './config.fixture.js';
import { configId } from './identity/config-id.js';
import { mergeConfigs } from './merge-configs.js';
import { bindConfig } from './pool/bind-config.js';
import { ConfigPool } from './pool/config-pool.js';

class Llm {
  @IsString() model = 'gpt-4';
  @IsNumber() temperature = 0.9;
}

const valuesOf = (pool: ConfigPool) => Array.from(pool, ({ value }) => value);

describe('config ids and loading', () => {
  it('AC-B1 an explicit id is the id of the config', async () => {
    const pool = await ConfigPool.from([{ $id: 'my_id', model: 'a' }]);
    expect(pool.ids()).toEqual(['my_id']);
    expect(pool.at(0).value).toEqual({ model: 'a' });
  });

  it('AC-B1 one id for two contents is an error', async () => {
    const { issues } = await failure([
      { $id: 'x', a: 1 },
      { $id: 'x', a: 2 },
    ]);
    expect(issues).toMatchObject([{ code: 'E_ID_CONFLICT' }]);
  });

  it('AC-B2 the same content has the same id, whatever the order of keys', async () => {
    const pool = await ConfigPool.from([{ model: 'a', temperature: 0 }]);
    expect(pool.at(0).id).toMatch(/^cfg_[0-9a-f]{20}$/);
    expect(pool.at(0).id).toBe(configId({ temperature: 0, model: 'a' }));
  });

  it('AC-B3 an entry carries its explicit id', async () => {
    const pool = await ConfigPool.from([{ a: 1 }, { $id: 'b', a: 2 }]);
    expect(pool.byId('b')?.id).toBe('b');
  });

  it('AC-B4 a YAML file with a mapping is one config', async () => {
    const pool = await ConfigPool.from(['a.yaml'], {
      baseDir: files({ 'a.yaml': 'model: gpt-4\ntemperature: 0.7' }),
    });
    expect(valuesOf(pool)).toEqual([{ model: 'gpt-4', temperature: 0.7 }]);
  });

  it('AC-B5 a YAML file with a list is one config per item, in order', async () => {
    const pool = await ConfigPool.from(['a.yaml'], {
      baseDir: files({ 'a.yaml': '- model: b\n- model: a' }),
    });
    expect(valuesOf(pool)).toEqual([{ model: 'b' }, { model: 'a' }]);
  });

  it('AC-B6 a directory gives its YAML files and nothing else', async () => {
    const baseDir = files({
      'config1.yaml': 'n: 1',
      'config2.yml': 'n: 2',
      'readme.txt': 'n: 3',
    });
    expect(valuesOf(await ConfigPool.from(['.'], { baseDir }))).toEqual([
      { n: 1 },
      { n: 2 },
    ]);
  });

  it('AC-B7 the first file by name comes first', async () => {
    const baseDir = files({ 'config1.yaml': 'n: 1', 'config0.yaml': 'n: 0' });
    expect((await ConfigPool.from(['.'], { baseDir })).at(0).value).toEqual({
      n: 0,
    });
  });

  it('AC-B8 a plain object is a config', async () => {
    expect(valuesOf(await ConfigPool.from([{ model: 'a' }]))).toEqual([
      { model: 'a' },
    ]);
  });

  it('AC-B9 the first of two objects comes first', async () => {
    expect(
      (await ConfigPool.from([{ model: 'b' }, { model: 'a' }])).at(0).value,
    ).toEqual({ model: 'b' });
  });

  it('AC-B10 nested values are reachable', async () => {
    const pool = await ConfigPool.from([
      { llm: { modelConfig: { name: 'x' } } },
    ]);
    expect(bindConfig(pool.at(0), undefined, 'llm.modelConfig.name')).toBe('x');
  });

  it('AC-B11 instances and objects keep their order', async () => {
    const pool = await ConfigPool.from(
      [new Llm(), { model: 'b', temperature: 0 }],
      { model: Llm },
    );
    expect(valuesOf(pool)).toEqual([
      { model: 'gpt-4', temperature: 0.9 },
      { model: 'b', temperature: 0 },
    ]);
  });

  it('AC-B12 paths and objects keep their order', async () => {
    const baseDir = files({ 'a.yaml': 'n: 1', 'b.json': '{"n": 3}' });
    const pool = await ConfigPool.from(['a.yaml', { n: 2 }, 'b.json'], {
      baseDir,
    });
    expect(valuesOf(pool)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it('AC-B13 a model instance is one config with its fields and an id', async () => {
    const pool = await ConfigPool.from([new Llm()]);
    expect(valuesOf(pool)).toEqual([{ model: 'gpt-4', temperature: 0.9 }]);
    expect(pool.ids()).toEqual([
      configId({ model: 'gpt-4', temperature: 0.9 }),
    ]);
  });

  it('AC-B14 a partial model over two bases: two configs, the other fields kept', async () => {
    class Partial {
      llm = { temperature: 0.9 };
    }
    const bases = [
      { llm: { model: 'a', temperature: 0 } },
      { llm: { model: 'b' }, n: 1 },
    ];
    const pool = await ConfigPool.from(
      bases.map((base) => mergeConfigs(base, new Partial())),
    );
    expect(valuesOf(pool)).toEqual([
      { llm: { model: 'a', temperature: 0.9 } },
      { llm: { model: 'b', temperature: 0.9 }, n: 1 },
    ]);
  });

  it('AC-B15 loading leaves its input as it was', async () => {
    const source = { $name: 'x', $$a: 1, nested: { list: [1] } };
    const before = structuredClone(source);
    await ConfigPool.from([source]);
    expect(source).toEqual(before);
    expect(Object.isFrozen(source.nested)).toBe(false);
  });

  it('AC-B16 merge: extend 2 + 1 gives 3, override by id keeps 2 and the later value', async () => {
    const base = await ConfigPool.from([
      { $id: 'a', n: 1 },
      { $id: 'b', n: 2 },
    ]);
    expect(
      base.merge(await ConfigPool.from([{ $id: 'c', n: 3 }]), 'extend').size,
    ).toBe(3);
    const merged = base.merge(
      await ConfigPool.from([{ $id: 'a', n: 9 }]),
      'override',
    );
    expect(valuesOf(merged)).toEqual([{ n: 9 }, { n: 2 }]);
  });

  it('AC-B17 values are read as plain properties, and a missing key is not there', async () => {
    const value = (await ConfigPool.from([{ model: 'a' }])).at(0)
      .value as Record<string, unknown>;
    expect(value.model).toBe('a');
    expect('missing' in value).toBe(false);
  });
});
