/* oxlint-disable unicorn/no-thenable -- what backends may answer */
import {
  afterEach,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import type { BranchRecord } from '../branch/branch-record.interface.js';
import { useFakeTime } from '../fake-time.fixture.js';
import { branchesOf, successOf } from './contract-samples.js';
import {
  type Answer,
  type Deferred,
  deferred,
  elapse,
  hang,
  ok,
  raise,
  ScriptedBackend,
  setUpFaulty,
  turns,
} from './recorder.fixture.js';

describe('BranchRecorder with a backend that fails once', () => {
  const unhandled = jest.fn();

  useFakeTime();

  beforeEach(() => {
    unhandled.mockClear();
    process.on('unhandledRejection', unhandled);
  });

  afterEach(async () => {
    await turns();
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it.each<[string, Answer]>([
    ['throws', raise],
    ['rejects', () => Promise.reject(new Error('503'))],
    // oxlint-disable-next-line prefer-promise-reject-errors
    ['rejects with undefined', () => Promise.reject(undefined)],
    [
      'throws what cannot be read',
      () => {
        throw new Proxy(Object.create(null) as object, {
          get: raise,
          getPrototypeOf: () => raise(),
        });
      },
    ],
    [
      'gives a thenable that throws',
      () => ({
        then: () => raise(),
      }),
    ],
    [
      'gives something whose then cannot be read',
      () => ({
        get then(): never {
          throw new Error('trap');
        },
      }),
    ],
    ['never settles', hang],
    ['gives a thenable that never settles', () => ({ then: ok })],
  ])(
    'Q4: a backend that %s gets the batch again, and no other notices',
    async (_fault, fault) => {
      const backend = new ScriptedBackend([fault, ok]);
      const { recorder, healthy, warnings, faulty } = setUpFaulty(backend);
      const branch = successOf('c1', 'out');
      recorder.record(branch);
      await turns();
      expect(healthy.branchCount()).toBe(1);
      await elapse(10_000);
      await elapse(100);
      expect(backend.calls).toEqual([['c1'], ['c1']]);
      expect(faulty()).toMatchObject({ recorded: 1, pending: 0, retries: 1 });
      expect(warnings).toEqual([]);
      expect(branch).toMatchObject({ status: 'success', output: 'out' });
    },
  );

  it.each<[string, unknown]>([
    ['a number', 42],
    ['null', null],
    ['an object', { then: 'later' }],
    ['a thenable', { then: (done: () => void) => done() }],
  ])('a backend that gives %s has done its work', async (_kind, value) => {
    const { recorder, faulty } = setUpFaulty(
      new ScriptedBackend([() => value]),
    );
    recorder.record(successOf('c1', 'out'));
    await turns();
    expect(faulty()).toMatchObject({ recorded: 1, retries: 0 });
  });

  it.each<[string, (late: Deferred) => void]>([
    ['resolves', ({ resolve }) => resolve()],
    ['rejects', ({ reject }) => reject(new Error('too late'))],
  ])('a call that %s after its deadline is ignored', async (_end, settle) => {
    const late = deferred();
    const backend = new ScriptedBackend([() => late.promise, ok]);
    const { recorder, faulty } = setUpFaulty(backend, { callTimeoutMs: 500 });
    recorder.record(successOf('c1', 'out'));
    await elapse(500);
    expect(faulty()).toMatchObject({ timeouts: 1, pending: 1, retries: 1 });
    settle(late);
    await elapse(100);
    expect(backend.calls).toHaveLength(2);
    expect(faulty()).toMatchObject({ recorded: 1, pending: 0 });
  });

  it('a slow backend delays no other', async () => {
    const backend = new ScriptedBackend([
      () => new Promise((resolve) => setTimeout(resolve, 5_000)),
    ]);
    const { recorder, healthy, faulty } = setUpFaulty(backend);
    branchesOf('c', 300).forEach((branch) => recorder.record(branch));
    await turns();
    expect(healthy.branchCount()).toBe(300);
    expect(faulty()).toMatchObject({ recorded: 0, pending: 300 });
    await elapse(5_000);
    await elapse(5_000);
    expect(faulty()).toMatchObject({ recorded: 300, timeouts: 0 });
  });

  it.each<[string, (record: BranchRecord) => void]>([
    ['edits a record', (record) => Object.assign(record, { configId: 'x' })],
    [
      'edits an output',
      ({ output }) => ((output as { text: string }).text = 'x'),
    ],
    [
      'freezes an output',
      ({ output }) => Object.freeze((output as { list: [] }).list),
    ],
    ['edits an error', ({ error }) => Object.assign(error ?? {}, { type: '' })],
    ['edits scores', ({ scores }) => Object.assign(scores ?? {}, { a: 0 })],
    [
      'edits a config',
      ({ config }) => ((config as { model: string }).model = 'x'),
    ],
  ])(
    'a backend that %s changes nothing for the others or the caller',
    async (_edit, edit) => {
      const backend = new ScriptedBackend([(records) => records.forEach(edit)]);
      const { recorder, healthy } = setUpFaulty(backend, { attempts: 1 });
      const output = { text: 'out', list: [1] };
      const branch = successOf('c1', output);
      branch.score('a', 1);
      recorder.record(branch);
      await turns();
      expect(healthy.branches).toMatchObject([
        { configId: 'c1', config: { model: 'c1' }, output, scores: { a: 1 } },
      ]);
      expect(output).toEqual({ text: 'out', list: [1] });
      expect(Object.isFrozen(output.list)).toBe(false);
      expect(branch.scores).toEqual({ a: 1 });
    },
  );

  it('flush() waits for its own records alone, and not beyond its deadline', async () => {
    const first = deferred();
    const backend = new ScriptedBackend([() => first.promise, hang]);
    const { recorder } = setUpFaulty(backend);
    recorder.record(successOf('c1', 'out'));
    await turns();
    const early = recorder.flush();
    recorder.record(successOf('c2', 'out'));
    await turns();
    const late = recorder.flush(1_000);
    first.resolve();
    expect(await early).toBe(true);
    await elapse(1_000);
    expect(await late).toBe(false);
    expect(await recorder.flush(0)).toBe(false);
  });
});
