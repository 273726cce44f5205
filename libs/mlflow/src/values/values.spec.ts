import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { batchesOf } from './batches.js';
import { CleanKeys } from './clean-key.js';
import { figuresOf, metricsOf } from './metrics.js';
import { paramsOf } from './params.js';
import { cutText } from './text.js';
import { recordOf } from '../record-of.fixture.js';

const keysOf = (...names: string[]): string[] => {
  const keys = new CleanKeys();
  return names.map((name) => keys.of(name));
};

describe('keys', () => {
  it.each([
    ['llm.temperature', 'llm.temperature'],
    ['größe', 'größe'],
    ['温度', '温度'],
    ['a:b', 'a_b'],
    ['what?', 'what_'],
    ['a//b/', 'a/_/b/_'],
    ['./a', '_/a'],
    ['../a', '_/a'],
    ['..a', '__a'],
    ['/a', '_/a'],
    ['', '_'],
    ['  ', '_'],
    ['😀', '__'],
    ['\0', '_'],
  ])('%j is %j', (name, key) => {
    expect(keysOf(name)).toEqual([key]);
  });

  it('that would be the same get numbers', () => {
    expect(keysOf('a?', 'a!', 'a_', 'A_')).toEqual([
      'a_',
      'a__2',
      'a__3',
      'A__4',
    ]);
    expect(keysOf('é', 'e')).toEqual(['é', 'e_2']);
    const long = 'x'.repeat(300);
    expect(keysOf(long, `${long}y`).map(({ length }) => length)).toEqual([
      250, 250,
    ]);
  });

  it('are what MLflow takes, and all different, whatever the names are', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 300 })),
        (names) => {
          const keys = keysOf(...names);
          for (const key of keys) {
            expect(key).toMatch(/^[/\p{L}\p{N}_.\- ]{1,250}$/u);
            expect(key).not.toMatch(/^\/|^\.\.|\/\/|(^|\/)\.{1,2}(\/|$)|\/$/);
          }
          const folded = keys.map((key) => key.toLowerCase());
          expect(new Set(folded).size).toBe(names.length);
        },
      ),
    );
  });
});

describe('params', () => {
  it('are the leaves of a config, with dotted keys', () => {
    const config = {
      llm: { model: 'a', stop: ['x', 'y'], nested: {} },
      none: null,
      flag: true,
      rate: 0.01,
      left: undefined,
      big: 10n,
      'llm.model': 'other',
    };
    expect(paramsOf(config).entries).toEqual([
      { key: 'llm.model', value: 'a' },
      { key: 'llm.stop', value: '["x","y"]' },
      { key: 'llm.nested', value: '{}' },
      { key: 'none', value: 'null' },
      { key: 'flag', value: 'true' },
      { key: 'rate', value: '0.01' },
      { key: 'big', value: '10n' },
      { key: 'llm.model_2', value: 'other' },
    ]);
  });

  it.each([
    ['small', [{ key: 'value', value: 'small' }]],
    [undefined, []],
    [{}, []],
    [[1], [{ key: 'value', value: '[1]' }]],
  ])('of %j', (config, entries) => {
    expect(paramsOf(config).entries).toEqual(entries);
  });

  it('that are long are cut, and named', () => {
    const { entries, cut } = paramsOf({
      prompt: 'x'.repeat(9_000),
      short: 'y',
    });
    expect(entries[0]?.value).toBe(`${'x'.repeat(4_999)}…`);
    expect(cut).toEqual(['prompt']);
  });
});

describe('texts', () => {
  it('are cut between characters, and hold nothing that a database refuses', () => {
    expect(cutText('a😀b', 3)).toBe('a…');
    expect(cutText('a\0\ud800')).toBe('a\ufffd\ufffd');
  });
});

describe('metrics', () => {
  it('are the duration and the scores, with a text for what JSON has no number for', () => {
    const record = recordOf({
      durationMs: 1.5,
      scores: { a: NaN, b: -Infinity },
    });
    expect(metricsOf(figuresOf(record), 7)).toEqual([
      { key: 'duration_ms', value: 1.5, timestamp: 7, step: 0 },
      { key: 'a', value: 'NaN', timestamp: 7, step: 0 },
      { key: 'b', value: '-Infinity', timestamp: 7, step: 0 },
    ]);
  });
});

describe('batches', () => {
  it('hold everything once, each within the limits', () => {
    const param = fc.record({
      key: fc.string({ maxLength: 250 }),
      value: fc.string({ unit: 'grapheme', maxLength: 5_000, size: 'max' }),
    });
    const metric = fc.record({
      key: fc.string({ maxLength: 250 }),
      value: fc.double(),
      timestamp: fc.nat(),
      step: fc.nat(),
    });
    fc.assert(
      fc.property(
        fc.array(param, { maxLength: 250, size: 'max' }),
        fc.array(metric, { maxLength: 2_500, size: 'max' }),
        (params, metrics) => {
          const batches = batchesOf(params, metrics);
          expect(batches.flatMap((batch) => batch.params)).toEqual(params);
          expect(batches.flatMap((batch) => batch.metrics)).toEqual(metrics);
          for (const batch of batches) {
            expect(batch.params.length).toBeLessThanOrEqual(100);
            expect(batch.metrics.length).toBeLessThanOrEqual(800);
            expect(Buffer.byteLength(JSON.stringify(batch))).toBeLessThan(
              900_000,
            );
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});
