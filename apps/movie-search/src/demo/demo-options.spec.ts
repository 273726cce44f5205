import { describe, expect, it, test } from '@jest/globals';
import { readOptions, UsageError } from './demo-options.js';

describe('readOptions', () => {
  it('has a default for everything', () => {
    expect(readOptions([])).toEqual({ queries: 600, seed: 42, serve: false });
  });

  it('reads what is given', () => {
    expect(readOptions(['--queries', '300', '--seed=7', '--serve'])).toEqual({
      queries: 300,
      seed: 7,
      serve: true,
    });
  });

  test.each([
    [['--queries', '0'], '--queries is "0"'],
    [['--queries', '2501'], '--queries is "2501"'],
    [['--queries', '1e2'], '--queries is "1e2"'],
    [['--queries', ''], '--queries is ""'],
    [['--seed', 'abc'], '--seed is "abc"'],
    [['--seed', '1.5'], '--seed is "1.5"'],
    [['--seed', '4294967296'], '--seed is "4294967296"'],
    [['--seed=-1'], '--seed is "-1"'],
    [['--seed'], "Option '--seed <value>' argument missing"],
    [['--fast'], "Unknown option '--fast'"],
    [['--serve=yes'], "Option '--serve' does not take an argument"],
    [['now'], "Unexpected argument 'now'"],
  ])('refuses %j in one line', (args, problem) => {
    let message = '';
    try {
      readOptions(args);
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      ({ message } = error as Error);
    }
    expect(message).toContain(problem);
    expect(message).toContain('Options: --queries');
    expect(message).not.toContain('\n');
  });
});
