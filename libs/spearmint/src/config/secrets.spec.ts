import { describe, expect, it } from '@jest/globals';
import { failure, files, refused } from './config.fixture.js';
import { isSecretPath, maskSecrets } from './secrets.js';

describe('secrets in messages', () => {
  it('shows no neighbouring line and no value of a secret', async () => {
    const secret = 'hunter2-secret';
    const texts = [
      `password: ${secret}\na: [1\nb: 2`,
      `password: *${secret}`,
      `apiKey: !${secret} x`,
      `a:\n  password: ${secret}\n\tb: 1`,
      `token: "${secret}`,
      `password: ${secret}: x`,
    ];
    for (const text of texts) {
      const error = await failure(['a.yaml'], {
        baseDir: files({ 'a.yaml': text }),
      });
      expect(`${error.stack}${JSON.stringify(error)}`).not.toContain(secret);
    }
    const digits = '98765432109876543210';
    for (const [name, text] of [
      ['a.json', `{"apiKey": {"pin": ${digits}}}`],
      ['a.yaml', `apiKey: { pin: ${digits} }`],
    ]) {
      expect((await refused(name, text)).message).toMatch(
        /the number is beyond/,
      );
      expect((await refused(name, text)).message).not.toContain(digits);
    }
    const json = await failure(['a.json'], {
      baseDir: files({ 'a.json': `{"k": "${secret}", x}` }),
    });
    expect(`${json.stack}${JSON.stringify(json)}`).not.toContain(secret);
  });

  it('masks what stands under a secret-looking key, also in lists, maps and sets, and escaped', () => {
    const config = {
      keys: ['first-key'],
      auth: new Map([['password', 'map-pass']]),
      tokens: new Set(['set-token']),
      secret: 'a"b\\c',
      plain: 'shown',
      token: 'abc',
    };
    const text = `first-key map-pass set-token shown abc ${JSON.stringify(config.secret)}`;
    const masked = '[redacted] [redacted] [redacted] shown abc "[redacted]"';
    expect(maskSecrets(text, config)).toBe(masked);
  });

  it.each([
    [['openai', 'apiKey'], true],
    [['headers', 'Authorization'], true],
    [['db', 'passwd', 0], true],
    [['model', 'name', 0], false],
  ])('%j holds a secret: %s', (path, expected) => {
    expect(isSecretPath(path)).toBe(expected);
  });
});
