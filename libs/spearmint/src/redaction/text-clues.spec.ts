import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SecretNames } from './secret-names.js';
import { maskForms, maskTexts } from './secret-texts.js';
import { CLUE, cluesIn } from './text-clues.js';

/** Names and forms, whole and in parts, in every case and beside characters that are not ASCII. */
const PIECES = [
  ...'password passwd apiKey api_key x-api-key token access_token sessionId connectSid'.split(
    ' ',
  ),
  ...'pwd jwt otp cookie Authorization secret=shh clé_privée pass_wo_rd K\u212ay ke\u200by'.split(
    ' ',
  ),
  ...'Bearer bearer BASIC Basic bea bas b basic\u00a0 dXNlcjpwYXNz abc.def~1'.split(
    ' ',
  ),
  ...'sk-abcdefghijklmnopqrstu rk_ABCDEFGHIJKLMNOPQRSTUV hf_abcdefghijklmnop ghp_abcdefghijklmnop'.split(
    ' ',
  ),
  ...'AKIAIOSFODNN7EXAMPLE ASIA AIzaSyA1234567890123456789012345678901234 xsk-abcdefghijklmnopqrstu'.split(
    ' ',
  ),
  'eyJhbGciOiJI.eyJzdWIiOiIx.c2ln',
  '-----BEGIN RSA PRIVATE KEY-----',
  '-----END RSA PRIVATE KEY-----',
  'MIIEpAIBAAKCAQEA',
  ...'postgres:// redis://: user:pw@ @ : = == => := ? & ; , { } [ ] " \' ` \\" \\ \n \t - _ . %'.split(
    ' ',
  ),
  ' ',
  '  ',
  ...'x 7 é — 😀 ı the hunter2 true'.split(' '),
];

const TEXT = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...PIECES) },
      { weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
    ),
    { maxLength: 14 },
  )
  .map((pieces) => pieces.join(''));

const KEYS = fc.subarray(['pw', 'PIN', 'user-id', 'clé', '_', 'x7', 'secret']);
const OPTIONS = fc.record({
  keys: KEYS,
  except: KEYS,
  defaults: fc.boolean(),
});

/** Has the same names, and one without an ending in ASCII, so that every name is looked at. */
const plainly = (options: { keys: string[] }): SecretNames =>
  new SecretNames({ ...options, keys: [...options.keys, 'nobody says ß'] });

describe('the clues of a text', () => {
  it('change nothing of what is masked', () => {
    fc.assert(
      fc.property(TEXT, OPTIONS, (text, options) => {
        expect(maskTexts(text, new SecretNames(options))).toBe(
          maskForms(text, plainly(options), CLUE.all),
        );
      }),
      { numRuns: 20_000 },
    );
  });

  it('change nothing of which names are secret', () => {
    fc.assert(
      fc.property(TEXT, OPTIONS, (name, options) => {
        expect(new SecretNames(options).has(name)).toBe(
          plainly(options).has(name),
        );
      }),
      { numRuns: 20_000 },
    );
  });

  it.each([
    'The quick brown fox jumps over the lazy dog',
    '2026-11-25T20:36:22.123Z',
    'see section 4.2: b is between a and c',
    'https://example.org/articles?page=2',
  ])('are none in: %s', (text) => {
    expect(cluesIn(text, new SecretNames().endings)).toBe(0);
  });
});
