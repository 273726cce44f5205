import { describe, expect, it } from '@jest/globals';
import type { ConfigPath } from '../config-path.js';
import { parseJson } from './parse-json.js';
import { parseYaml } from './parse-yaml.js';
import type { Parsed } from './parsed-document.interface.js';

const place = (parsed: Parsed, path: ConfigPath, document = 0) => {
  if ('issues' in parsed) throw new Error('expected documents');
  const { line, column } = parsed.documents[document].locate(path) ?? {};
  return `${line}:${column}`;
};

const YAML = `base: &base
  x: 1
  deep: { y: 2 }
"quoted": 'q'
$$escaped: 1
raw:
  $literal: { $ref: r }
one: { <<: *base, own: 1 }
many:
  <<: [*base, { z: 3 }]
list:
  - a
  - b: 1
same: *base
? |
  block
: 1
empty:
---
second: 1
---
`;

describe('positions', () => {
  it.each<[string, ConfigPath, string]>([
    ['the root', [], '1:1'],
    ['a member, at its key', ['base', 'x'], '2:3'],
    ['a member in braces', ['base', 'deep', 'y'], '3:11'],
    ['a quoted key, at its quote', ['quoted'], '4:1'],
    ['a key that the file escapes', ['$escaped'], '5:1'],
    ['a member under $literal', ['raw', '$ref'], '7:15'],
    ['its own member beside a merge', ['one', 'own'], '8:19'],
    ['a merged member, where it is written', ['one', 'x'], '2:3'],
    ['a member merged from a list', ['many', 'z'], '10:17'],
    ['an item', ['list', 0], '12:5'],
    ['a member of an item', ['list', 1, 'b'], '13:5'],
    ['a member of an alias', ['same', 'deep', 'y'], '3:11'],
    ['an empty value, at its key', ['empty'], '18:1'],
    ['what is not there, at its parent', ['base', 'deep', 'nope', 'x'], '3:3'],
  ])('YAML: %s', (_name, path, expected) => {
    expect(place(parseYaml(YAML), path)).toBe(expected);
  });

  it('YAML: the second document, and an empty one', () => {
    expect(place(parseYaml(YAML), ['second'], 1)).toBe('20:1');
    expect(place(parseYaml(YAML), ['nope'], 2)).toMatch(/^\d+:1$/);
  });

  it('YAML: an anchor that contains itself ends the search', () => {
    expect(place(parseYaml('a: &a\n  b: *a'), ['a', 'b', 'b', 'nope'])).toBe(
      '2:3',
    );
  });

  it('counts lines that end in CR, LF or both', () => {
    expect(place(parseYaml('a: 1\r\nb: 2\n\nc: 3'), ['c'])).toBe('4:1');
  });

  it.each<[string, ConfigPath, string]>([
    ['the root', [], '1:1'],
    ['a member', ['a', 'b'], '2:9'],
    ['an item', ['a', 'b', 1], '2:19'],
    ['an escaped key', ['a', 'é'], '3:3'],
    ['what is not there', ['a', 'z'], '2:3'],
  ])('JSON: %s', (_name, path, expected) => {
    const json = '{\n  "a": {"b": [ 1, 2 ],\n  "\\u00e9": null}\n}';
    expect(place(parseJson(json), path)).toBe(expected);
  });
});
