import { expect } from '@jest/globals';
import fc from 'fast-check';
import { files, poolOfYaml } from '../config.fixture.js';
import { ConfigPool } from '../pool/config-pool.js';
import type { ConfigPoolOptions } from '../pool/config-pool.options.js';
import { isExact, type Mapping, type Value } from './yaml.writer.fixture.js';

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'on', '1', 'x y', 'ключ');
export const text = fc.oneof(
  fc.constantFrom('', '1', 'true', 'null', '~', '.nan', '# no', '- a', '{a}'),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
export const number = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
/** Any JSON, and any JSON object. */
export const { data, mapping } = fc.letrec<{ data: Value; mapping: Mapping }>(
  (tie) => ({
    mapping: fc.dictionary(name, tie('data'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
    data: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(null, true, false),
      number.filter(isExact),
      text,
      fc.array(tie('data'), { maxLength: 3 }),
      tie('mapping'),
    ),
  }),
);
/** The id of the one config of a source. */
export async function idOf(
  source: object | string,
  options?: ConfigPoolOptions,
): Promise<string> {
  const pool = await ConfigPool.from([source], options);
  expect(pool.size).toBe(1);
  const [{ id, hash }] = pool;
  if (id.startsWith('cfg_')) expect(id).toBe(`cfg_${hash.slice(0, 20)}`);
  return id;
}
export const idOfFile = (file: string, content: string): Promise<string> =>
  idOf(file, { baseDir: files({ [file]: content }) });
export const idOfYaml = async (content: string): Promise<string> =>
  (await poolOfYaml(content)).at(0).id;
