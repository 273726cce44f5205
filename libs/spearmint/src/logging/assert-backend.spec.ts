import { describe, expect, it } from '@jest/globals';
import { assertBackend } from './assert-backend.js';
import { InMemoryLogger } from './in-memory.logger.js';
import { InvalidLoggerBackendError } from './invalid-logger-backend.error.js';
import { LoggerBackend } from './logger-backend.js';

const noop = (): void => undefined;

class HalfRunForm extends LoggerBackend {
  override startRun = (): string => 'r';
  override logStatus = noop;
}

class Empty extends LoggerBackend {}

function failureOf(value: unknown): InvalidLoggerBackendError | undefined {
  try {
    assertBackend(value);
    return undefined;
  } catch (thrown) {
    return thrown as InvalidLoggerBackendError;
  }
}

describe('assertBackend', () => {
  it.each([
    ['the batch form', { logBranches: noop }],
    [
      'the run form',
      {
        startRun: () => 'r',
        logParams: noop,
        logStatus: noop,
        logException: noop,
      },
    ],
    ['both', new InMemoryLogger()],
  ])('takes %s', (_form, backend) => {
    expect(failureOf(backend)).toBeUndefined();
  });

  it('names the class, what it lacks, and the remedy', () => {
    const failure = failureOf(new HalfRunForm());
    expect(failure).toBeInstanceOf(InvalidLoggerBackendError);
    expect(failure).toMatchObject({
      code: 'SPEARMINT_E_LOGGER',
      backend: 'HalfRunForm',
      missing: ['logParams', 'logException'],
    });
    expect(failure?.message).toBe(
      '"HalfRunForm" is not a logger backend: logParams, logException are not methods of it. ' +
        'Pass an instance of a class that extends LoggerBackend and has either logBranches(records), ' +
        'or startRun, logParams, logStatus and logException.',
    );
  });

  it.each([
    ['Empty', new Empty()],
    ['class Empty', Empty],
    ['class anonymous', (() => class {})()],
    ['null', null],
    ['mlflow', 'mlflow'],
    ['object', Object.create(null)],
  ])('refuses %s', (name, value) => {
    expect(failureOf(value)).toMatchObject({
      backend: name,
      missing: [
        'logBranches',
        'startRun',
        'logParams',
        'logStatus',
        'logException',
      ],
    });
  });

  it('refuses optional members that are no methods', () => {
    const failure = failureOf({ logBranches: noop, flush: true });
    expect(failure?.missing).toEqual(['flush']);
    expect(failure?.message).toContain('flush is not a method of it');
  });
});
