import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { load } from 'js-yaml';
import { poolSchema } from './pool-schema.js';

const validate = new Ajv2020({ strict: false }).compile(poolSchema());
const accepts = (yaml: string): boolean => validate(load(yaml)) as boolean;

describe('the schema of pool files', () => {
  it('is the one that the package holds (npm run schema writes it)', () => {
    const path = new URL('../../../pool.schema.json', import.meta.url);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(poolSchema());
  });

  it.each([
    'a: 1',
    '[{ a: 1 }, { b: [x, { c: null }] }]',
    '$id: "x-{a}"\n$name: n\n$tags: [t]\n$weight: 0.5\na: { $grid: [1, { b: { $grid: [2] } }] }',
    'a: { $range: { from: 0, to: 1, step: 0.5 } }',
    'a: { $linspace: { from: 0, to: 1, count: 3 } }\nb: { $logspace: { from: 1, to: 9, count: 2 } }',
    '$seed: 1\n$samples: 3\n$pick: 2\na: { $uniform: { from: 0, to: 1 } }\nb: { $choice: [1, 2] }\nc: { $int: { from: 1, to: 2 } }\nd: { $loguniform: { from: 1, to: 2 } }',
    'm: { t: 1, $variants: { a: { n: 1 }, b: { n: { $grid: [1] } } } }',
    '$variants: [{ a: 1 }, { a: 2 }]',
    '$extends: [./a.yaml, ./b.yaml]\n$exclude: [{ a: { $gt: 1 } }]\n$add: [{ a: 3 }]',
    'a: { $env: X }\nb: { $env: [X, 3] }\nc: { $secret: K }\nd: { $file: ./p.md }',
    'a: { $literal: { $ref: 1, $whatever: [] } }\n$$ref: 2',
    '$grid: [{ a: 1 }, { a: 2 }]',
  ])('accepts %j', (yaml) => {
    expect(accepts(yaml)).toBe(true);
  });

  it.each([
    '5',
    '[1]',
    'a: { $grid: [] }',
    'a: { $grid: 5 }',
    'a: { $grid: [1], b: 2 }',
    'a: { $grdi: [1] }',
    'a: { $range: { from: 0 } }',
    'a: { $range: { from: 0, to: 1, stpe: 1 } }',
    'a: { $linspace: { from: 0, to: 1, count: 0 } }',
    'model: { $seed: 1 }',
    '$seed: -1',
    '$samples: 1.5',
    '$weight: x',
    '$variants: { a: 1 }',
    'a: { $env: [X] }',
    '$unknown: 1',
  ])('refuses %j', (yaml) => {
    expect(accepts(yaml)).toBe(false);
  });
});
