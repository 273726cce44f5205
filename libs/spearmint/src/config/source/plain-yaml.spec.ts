import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { constructFromEvents, dump, parseEvents } from 'js-yaml';
import { snapshot } from '../value/snapshot.js';
import { plainDocuments } from './plain-yaml.js';
import { YAML_OPTIONS } from './yaml-options.js';

const plainly = (text: string) =>
  plainDocuments(text, parseEvents(text, { maxDepth: 100 }));

const byTheLibrary = (text: string) =>
  constructFromEvents(parseEvents(text, { maxDepth: 100 }), {
    ...YAML_OPTIONS,
    source: text,
  });

function isFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isFrozen);
}

const isSound = (value: unknown): boolean => {
  let isAccepted = true;
  snapshot(value, () => (isAccepted = false));
  return isAccepted;
};

describe('plain YAML, made from its events', () => {
  it.each([
    'a: 1',
    'a: 1.0\nb: -0\nc: 0x1F\nd: 0o17\ne: 010\nf: 1_000\ng: 1:30\nh: +12\ni: .5',
    'a: .nan\nb: .inf\nc: -.Inf\nd: 1e3\ne: 1e-400',
    'a: yes\nb: no\nc: on\nd: True\ne: FALSE\nf: tRue',
    'a:\nb: ~\nc: null\nd: Null\ne: NULL\nf: ""\ng: nul',
    'a: "1"\nb: \'true\'\nc: "~"\nd: "\\u00e9\\n"',
    '1: a\n0x10: b\ntrue: c\n~: d\n1.50: e\n"": f',
    'a: |\n  one\n  two\nb: >-\n  three\n  four\n',
    'a: [1, [2, {b: c}], []]\nd: {}\ne: {f: , g}',
    '- 1\n- [2]\n- {a: b}',
    'one\n---\ntwo: 2\n---\n---\n- 3\n...',
    '%YAML 1.2\n---\na: 1',
    'just text',
    '# nothing',
    '',
    'é: "ü"\n😀: 👍',
    '$grid: [1]\n$$a: {$b: c}\ntoJSON: 1\nhasOwnProperty: 2\nlength: 3',
  ])('is what js-yaml makes of %j', (text) => {
    const made = plainly(text);
    expect(made).toStrictEqual(byTheLibrary(text));
    expect(made?.every(isFrozen)).toBe(true);
  });

  it.each([
    ['an anchor', 'a: &x 1\nb: 2'],
    ['an alias', 'a: &x {b: 1}\nc: *x'],
    ['a tag', 'a: !!str 1'],
    ['a tag of a mapping', 'a: !!map {b: 1}'],
    ['a merge key', 'a: {<<: {b: 1}}'],
    ['a quoted merge key', 'a: {"<<": {b: 1}}'],
    ['a key twice', 'a: 1\na: 2'],
    ['a key twice, written differently', '1: a\n"1": b'],
    ['a complex key', '? [a]\n: b'],
    ['a mapping as a key', '? {a: b}\n: c'],
    ['a key that reaches the prototype', 'a: {__proto__: {b: 1}}'],
    ['constructor as a key', 'constructor: 1'],
    ['an integer that is rounded', 'a: 12345678901234567890'],
    ['such an integer as a key', '12345678901234567890: a'],
    ['a number out of range', 'a: 1e400'],
    ['half of a character', 'a: "\\ud800"'],
    ['half of a character in a key', '"\\udc00": a'],
    ['sixty levels', '['.repeat(60) + ']'.repeat(60)],
    ['very many values', `[${'1,'.repeat(20_001)}]`],
  ])('leaves %s to js-yaml and the checks', (_, text) => {
    expect(plainly(text)).toBeUndefined();
  });

  it('is what js-yaml makes of any data that is written as YAML, or leaves it', () => {
    const styles = fc.record({
      flowLevel: fc.constantFrom(-1, 0, 1, 2),
      lineWidth: fc.constantFrom(-1, 20, 80),
      noRefs: fc.boolean(),
    });
    let made = 0;
    const property = fc.property(fc.jsonValue(), styles, (value, style) => {
      const text = dump(value, style);
      const plain = plainly(text);
      if (plain === undefined) return;
      made++;
      expect(plain).toStrictEqual(byTheLibrary(text));
      expect(plain.every(isFrozen)).toBe(true);
      expect(plain.every(isSound)).toBe(true);
    });
    fc.assert(property, { numRuns: 500 });
    expect(made).toBeGreaterThan(250);
  });

  it('is what js-yaml makes of texts of YAML signs, or leaves them', () => {
    const signs = fc.constantFrom(
      ...'a|b|1|0|-|- |: |:|\n|\n  | |~|[|]|{|}|, |"|\'|#| #|>|.|e'.split('|'),
      ...'true|null|<<|&x |*x|!t |? |---\n|%|é'.split('|'),
      '|',
    );
    let made = 0;
    const property = fc.property(
      fc.array(signs, { maxLength: 16 }),
      (written) => {
        const text = written.join('');
        let plain: unknown[] | undefined;
        try {
          plain = plainly(text);
        } catch {
          // No YAML, which both say: the events are the same.
          return;
        }
        if (plain === undefined) return;
        made++;
        expect(plain).toStrictEqual(byTheLibrary(text));
      },
    );
    fc.assert(property, { numRuns: 4_000 });
    expect(made).toBeGreaterThan(200);
  });
});
