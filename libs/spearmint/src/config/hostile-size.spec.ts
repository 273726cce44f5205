import { describe, expect, it } from '@jest/globals';
import { files } from './config.fixture.js';
import { ConfigPool } from './pool/config-pool.js';
import { SpearmintConfigError } from './spearmint-config.error.js';

/** The largest file that a pool takes unless told otherwise. */
const MIB = 1_048_576;
/** A second for a MiB is what people may expect; a slow machine may take five. */
const MAX_MS = 5_000;

const repeated = (part: string, before = '', after = ''): string =>
  before +
  part.repeat((MIB - before.length - after.length) / part.length) +
  after;

/** Different lines, up to a MiB with what is around them. */
function lines(
  line: (index: number) => string,
  before = '',
  after = '',
): string {
  const all: string[] = [];
  let size = before.length + after.length;
  for (let at = 0; ; at++) {
    const next = `${line(at)}\n`;
    size += next.length;
    if (size > MIB) return before + all.join('') + after;
    all.push(next);
  }
}

/** The number of configs, or the codes of the issues. */
async function ending(name: string, text: string): Promise<string> {
  const baseDir = files({ [name]: text });
  try {
    return `${(await ConfigPool.from([name], { baseDir })).size} configs`;
  } catch (error) {
    if (!(error instanceof SpearmintConfigError)) throw error;
    return [...new Set(error.issues.map(({ code }) => code))].join();
  }
}

/** In milliseconds: what else the machine does has no part in it. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

describe('a MiB of', () => {
  it.each<[what: string, name: string, text: string, end: string]>([
    ['one list', 'a.yaml', repeated('1,', 'a: [', ']'), '1 configs'],
    [
      'lists in lists',
      'a.yaml',
      lines(() => '  - [[[[[[[[1]]]]]]]]', 'a:\n'),
      '1 configs',
    ],
    ['keys', 'a.yaml', lines((at) => `k${at}: 1`), '1 configs'],
    ['one key again and again', 'a.yaml', repeated('k: 1\n'), 'E_YAML'],
    ['documents', 'a.yaml', lines((at) => `a: ${at}\n---`), 'E_TOO_MANY'],
    [
      'axes',
      'a.yaml',
      lines(() => '  - { $grid: [1, 2] }', 'a:\n'),
      'E_TOO_MANY',
    ],
    [
      'tests of $exclude',
      'a.yaml',
      lines(
        (at) => `    ${at + 3},`,
        'a: { $grid: [1, 2] }\n$exclude:\n - a: { $in: [1,',
        '    3]}',
      ),
      '1 configs',
    ],
    ['escapes in a text', 'a.yaml', repeated('\\n', 'a: "', '"'), '1 configs'],
    ['lines of a text', 'a.yaml', repeated('  words\n', 'a: |\n'), '1 configs'],
    [
      'a text under 100 aliases',
      'a.yaml',
      repeated('x', 'a: &a "', `"\nb: [${'*a,'.repeat(100)}]`),
      'E_VALUE',
    ],
    ['comments', 'a.yaml', repeated('# why\n', 'a: 1\n'), '1 configs'],
    ['line ends', 'a.yaml', repeated('\r\n', 'a: 1'), '1 configs'],
    ['digits', 'a.yaml', repeated('9', 'a: '), 'E_NUMBER'],
    ['one key', 'a.yaml', repeated('k', '"', '": 1'), '1 configs'],
    [
      'one unknown operator',
      'a.yaml',
      repeated('x', 'a: { "$', '": 1 }'),
      'E_MATRIX',
    ],
    ['brackets that open', 'a.yaml', repeated('[', 'a: '), 'E_YAML'],
    ['brackets that close late', 'a.yaml', repeated('[],', 'a: ['), 'E_YAML'],
    ['quotes that never close', 'a.yaml', repeated('\\"', 'a: "'), 'E_YAML'],
    ['places in an id', 'a.yaml', repeated('{a}', "$id: '", "'\na: x"), 'E_ID'],
    [
      'keys of JSON',
      'a.json',
      lines((at) => `"k${at}":1,`, '{', '"k":1}'),
      '1 configs',
    ],
    [
      'escapes of JSON',
      'a.json',
      repeated('\\u0041', '{"a":"', '"}'),
      '1 configs',
    ],
    ['brackets of JSON', 'a.json', repeated('['), 'E_JSON'],
    ['quotes of JSON', 'a.json', repeated('"a'), 'E_JSON'],
  ])('%s ends within seconds', async (_what, name, text, end) => {
    const start = cpuTime();
    expect(await ending(name, text)).toBe(end);
    expect(cpuTime() - start).toBeLessThan(MAX_MS);
  });
});
