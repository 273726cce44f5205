import { describe, expect, it } from '@jest/globals';
import { failure, issuesOfFile, poolOfYaml } from './config.fixture.js';
import { ConfigPool } from './pool/config-pool.js';

describe('bad input: values', () => {
  it.each<[row: string, yaml: string, issue: object]>([
    [
      '#47 a scalar root',
      'hello',
      {
        code: 'E_ROOT',
        line: 1,
        column: 1,
        message: 'a config must be a mapping, got a string',
      },
    ],
    [
      '#49 a list root with a scalar item',
      '- a: 1\n- 5',
      { code: 'E_ROOT', line: 2, column: 3, path: '[1]' },
    ],
    [
      '#49 a list root with a list item',
      '- [1]',
      { code: 'E_ROOT', path: '[0]' },
    ],
    ['#49 an empty list root', '[]', { code: 'E_ROOT', line: 1, column: 1 }],
    [
      '#50 a key __proto__',
      'a:\n  __proto__: 1',
      { code: 'E_KEY', line: 2, column: 3, path: 'a.__proto__' },
    ],
    [
      '#50 a key constructor',
      'constructor: 1',
      { code: 'E_KEY', line: 1, column: 1, path: 'constructor' },
    ],
    [
      '#50 a key prototype',
      'a: [{prototype: 1}]',
      { code: 'E_KEY', line: 1, column: 6, path: 'a[0].prototype' },
    ],
    [
      '#51 an integer beyond 2^53',
      'a: 1\nb: 12345678901234567890',
      {
        code: 'E_NUMBER',
        line: 2,
        column: 1,
        path: 'b',
        message: expect.stringContaining('12345678901234567890 is beyond'),
        hint: 'quote it to keep it as text',
      },
    ],
    [
      '#51 the first one beyond',
      'a: -9007199254740992',
      { code: 'E_NUMBER', path: 'a' },
    ],
    [
      '#52 a number out of range',
      'a: 1e400',
      {
        code: 'E_NUMBER',
        path: 'a',
        message: '1e400 is out of range of a number',
      },
    ],
  ])('%s', async (_row, yaml, issue) => {
    expect(await issuesOfFile('a.yaml', yaml)).toMatchObject([issue]);
  });

  it.each<[row: string, yaml: string, values: unknown[]]>([
    ['#48 a list root of mappings', '- a: 1\n- a: 2', [{ a: 1 }, { a: 2 }]],
    [
      '#51 the last safe integer',
      'a: 9007199254740991',
      [{ a: 9007199254740991 }],
    ],
    ['#53 .nan and .inf', 'a: .nan\nb: -.inf', [{ a: NaN, b: -Infinity }]],
    ['#54 a date stays text', 'a: 2026-01-02', [{ a: '2026-01-02' }]],
    [
      '#55 yes, no, on and off stay text',
      'a: [yes, no, on, off]',
      [{ a: ['yes', 'no', 'on', 'off'] }],
    ],
    [
      '#56 numbers of YAML 1.2',
      'a: [010, 0o10, 1_000, 1:30]',
      [{ a: [10, 8, '1_000', '1:30'] }],
    ],
    ['#57 an empty value is null', 'a:', [{ a: null }]],
  ])('%s: accepted', async (_row, yaml, values) => {
    expect(Array.from(await poolOfYaml(yaml), ({ value }) => value)).toEqual(
      values,
    );
  });

  it('#48 names the item of a list root', async () => {
    const pool = await poolOfYaml('- a: 1\n- a: 2');
    expect(Array.from(pool, ({ origin }) => origin)).toEqual([
      'a.yaml[0]',
      'a.yaml[1]',
    ]);
  });

  it.each<[row: string, value: unknown, code: string, message: string]>([
    [
      '#58 a symbol',
      Symbol('x'),
      'E_VALUE',
      'a symbol cannot be part of a config',
    ],
    [
      '#58 a function',
      () => 1,
      'E_VALUE',
      'a function cannot be part of a config',
    ],
    [
      '#58 a class',
      class Settings {},
      'E_VALUE',
      'a class cannot be part of a config',
    ],
    [
      '#58 a WeakMap',
      new WeakMap(),
      'E_VALUE',
      'a WeakMap cannot be part of a config',
    ],
    [
      '#58 a boxed symbol',
      Object(Symbol('x')),
      'E_VALUE',
      'a symbol cannot be part of a config',
    ],
    ['#59 an invalid date', new Date('x'), 'E_VALUE', 'is an invalid date'],
    [
      '#60 a getter that throws',
      {
        get x() {
          throw new RangeError('too far');
        },
      },
      'E_VALUE',
      'could not be read: RangeError: too far',
    ],
    [
      '#60 a toJSON that throws',
      {
        toJSON() {
          throw 5;
        },
      },
      'E_VALUE',
      'could not be read: a number',
    ],
    [
      '#60 a revoked proxy',
      revoked(),
      'E_VALUE',
      'could not be read: TypeError',
    ],
    [
      '#61 a generator',
      numbers(),
      'E_DYNAMIC',
      'an iterator can be read only once',
    ],
    [
      'a symbol as key',
      { [Symbol('x')]: 1 },
      'E_KEY',
      'a symbol cannot be a key',
    ],
    [
      'a list with properties',
      Object.assign([1], { x: 1 }),
      'E_VALUE',
      'a list cannot have named properties',
    ],
    [
      'a key __proto__',
      JSON.parse('{"__proto__": 1}'),
      'E_KEY',
      '__proto__ is not allowed',
    ],
  ])('%s', async (_row, value, code, message) => {
    expect((await failure([{ deep: [value] }])).issues).toMatchObject([
      {
        code,
        path: expect.stringContaining('deep[0]'),
        message: expect.stringContaining(message),
      },
    ]);
  });

  it('#62 a change of the source afterwards has no effect', async () => {
    const source = {
      list: [1],
      date: new Date(0),
      map: new Map([['k', { x: 1 }]]),
      set: new Set([1]),
      bytes: new Uint8Array([1]),
      buffer: new Uint8Array([1]).buffer,
    };
    const pool = await ConfigPool.from([source]);
    const { id } = pool.at(0);
    source.list.push(2);
    source.date.setTime(5);
    source.map.clear();
    source.set.add(2);
    source.bytes[0] = 9;
    new Uint8Array(source.buffer)[0] = 9;
    const value: any = pool.at(0).value;
    expect(value).toMatchObject({
      list: [1],
      date: new Date(0),
      set: new Set([1]),
    });
    expect([
      ...value.bytes,
      ...new Uint8Array(value.buffer),
      value.map.get('k').x,
    ]).toEqual([1, 1, 1]);
    expect(pool.at(0).id).toBe(id);
  });
});

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function* numbers() {
  yield 1;
}
