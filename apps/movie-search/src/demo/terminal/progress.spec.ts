import { PassThrough } from 'node:stream';
import { describe, expect, it, test } from '@jest/globals';
import { showProgress } from './progress.js';

const run = (total: number, isTTY: boolean): string => {
  const stream = new PassThrough() as unknown as NodeJS.WriteStream;
  Object.assign(stream, { isTTY, cursorTo() {}, clearLine() {} });
  const progress = showProgress(total, stream);
  for (let i = 0; i < total; i++) progress.step();
  progress.end();
  return String(stream.read());
};

describe('showProgress', () => {
  it('writes a line for every fifth, and no control characters, to a file', () => {
    expect(run(10, false)).toBe(
      '20%: 2/10 queries\n40%: 4/10 queries\n60%: 6/10 queries\n80%: 8/10 queries\n100%: 10/10 queries\n',
    );
  });

  test.each([1, 3, 7])('always ends with 100%%, also of %i', (total) => {
    expect(run(total, false)).toMatch(
      new RegExp(`100%: ${total}/${total} queries\n$`),
    );
  });

  it('draws a bar on a terminal', () => {
    expect(run(10, true)).toContain('░');
  });
});
