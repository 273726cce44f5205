import { describe, expect, it } from '@jest/globals';
import { SecretNames } from './secret-names.js';
import { maskTexts } from './secret-texts.js';

const names = new SecretNames();
const mask = (text: string): string => maskTexts(text, names);

describe('credentials in texts', () => {
  it.each([
    ['Bearer xyz', 'Bearer [redacted]'],
    ['authorization: bearer abc.def-ghi', 'authorization: [redacted]'],
    ['Basic dXNlcjpwYXNz is wrong', 'Basic [redacted] is wrong'],
    [
      'connect postgres://app:s3cr3t@db:5432/x failed',
      'connect postgres://app:[redacted]@db:5432/x failed',
    ],
    ['redis://:pw@host', 'redis://:[redacted]@host'],
    [
      'GET https://a.example/?q=1&access_token=abc&page=2',
      'GET https://a.example/?q=1&access_token=[redacted]&page=2',
    ],
    ['user[password]=abc&x=1', 'user[password]=[redacted]&x=1'],
    ['{"apiKey":"a\\"b","n":1}', '{"apiKey":"[redacted]","n":1}'],
    [
      '"{\\"password\\":\\"x y\\",\\"n\\":1}"',
      '"{\\"password\\":\\"[redacted]\\",\\"n\\":1}"',
    ],
    [
      '{"body":"{\\"secret\\":\\"x\\"}"}',
      '{"body":"{\\"secret\\":\\"[redacted]\\"}"}',
    ],
    ["{ apiKey: 'abc', model: 'm' }", "{ apiKey: '[redacted]', model: 'm' }"],
    ['{"pin":1,"password":123456}', '{"pin":1,"password":[redacted]}'],
    ['{"password":"cut in the mid', '{"password":"[redacted]'],
    ['Cookie: sid=1; theme=dark\nAccept: x', 'Cookie: [redacted]\nAccept: x'],
    ['x-api-key: abc def', 'x-api-key: [redacted]'],
    ['password: hunter2!', 'password: [redacted]'],
    ['OPENAI_API_KEY=abc node app', 'OPENAI_API_KEY=[redacted] node app'],
    [
      'Server=db;User=sa;Password=x,y;',
      'Server=db;User=sa;Password=[redacted];',
    ],
    ['--api-key=abc', '--api-key=[redacted]'],
    ['wrong key sk-proj-abcdefghijklmnopqrstuv', 'wrong key [redacted]'],
    ['AKIAIOSFODNN7EXAMPLE', '[redacted]'],
    ['ghp_abcdefghijklmnopqrstuvwxyz0123456789', '[redacted]'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', '[redacted]'],
    [
      'a -----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY----- b',
      'a [redacted] b',
    ],
  ])('%s', (text, masked) => {
    expect(mask(text)).toBe(masked);
    expect(mask(masked)).toBe(masked);
  });

  it.each([
    'The bearer of good news',
    'the [secret:KEY] and apiKey=[secret:KEY]',
    'Bearer token is missing',
    'Basic training: day 1',
    'maxTokens=5&tokens=7',
    'prompt_tokens: 12, completion_tokens: 30',
    '{"maxTokens":5,"tokenCount":"7"}',
    '{"password":null,"secret":true,"credentials":{}}',
    'password: must be longer than 8 characters',
    'the secret = patience and time',
    'https://a.example:8080/x?q=a@b.example',
    'const token == other',
    'at Object.run (file:///app/src/token.service.ts:10:5)',
    '2026-01-01T00:00:00.000Z key: value',
    'task-force is on-going',
    'the-long-name-of-a-model-v1-2-3',
  ])('are not seen in: %s', (text) => {
    expect(mask(text)).toBe(text);
  });

  it.each([
    ['dashes', '-'.repeat(200_000)],
    ['letters', 'a'.repeat(200_000)],
    ['names', 'password '.repeat(20_000)],
    ['colons', 'a:'.repeat(100_000)],
    ['quotes', 'token:"'.repeat(30_000)],
    ['escapes', `password:"${'\\"'.repeat(100_000)}`],
    ['schemes', 'a://b:'.repeat(40_000)],
    ['keys', '-----BEGIN PRIVATE KEY-----'.repeat(8_000)],
    ['bearers', 'bearer '.repeat(30_000)],
    ['blanks', `bearer${' '.repeat(200_000)}`],
  ])('take no long time to look for among many %s', (_kind, text) => {
    const start = performance.now();
    mask(text);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
