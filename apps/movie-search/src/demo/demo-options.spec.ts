import { describe, expect, it, test } from '@jest/globals';
import { readOptions, UsageError } from './demo-options.js';

describe('readOptions', () => {
  it('has a default for everything', () => {
    expect(readOptions([])).toEqual({
      queries: 600,
      seed: 42,
      all: false,
      serve: false,
    });
  });

  it('reads what is given', () => {
    expect(
      readOptions(['--queries', '300', '--seed=7', '--all', '--serve']),
    ).toEqual({
      queries: 300,
      seed: 7,
      all: true,
      serve: true,
    });
  });

  test.each([
    [['--queries', '0'], '--queries is "0"'],
    [['--queries', '1001'], '--queries is "1001"'],
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
