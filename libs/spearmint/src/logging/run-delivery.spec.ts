import { describe, expect, it } from '@jest/globals';
import { Branch } from '../branch/branch.js';
import { BackendDriver } from './backend-driver.js';
import { describeBackendContract } from './backend-contract.js';
import { branchesOf, successOf } from './contract-samples.js';
import { BranchRecorder } from './branch-recorder.js';
import { TrackerBackend } from './tracker.fixture.js';

describeBackendContract(
  'a backend of the run form',
  () => {
    const backend = new TrackerBackend();
    return { backend, recorded: () => backend.recorded() };
  },
  { describe, expect, it },
);

async function recorded(
  branches: readonly Branch[],
  faults: Record<string, number> = {},
): Promise<{ backend: TrackerBackend; recorder: BranchRecorder }> {
  const backend = new TrackerBackend();
  Object.assign(backend.faults, faults);
  const recorder = new BranchRecorder({ random: () => 0, warn: () => {} });
  recorder.attach([backend], { attempts: 3 });
  for (const branch of branches) recorder.record(branch);
  await recorder.flush();
  return { backend, recorder };
}

const failure = (): Branch => {
  const branch = Branch.start('c1', {});
  branch.markFailure(new RangeError('too far'));
  return branch;
};

describe('a backend of the run form', () => {
  it('is driven through a success, its status last', async () => {
    const { backend } = await recorded([successOf('c1', 'out')]);
    expect(backend.calls).toEqual([
      'startRun',
      'logParams',
      'logOutput',
      'logMetrics',
      'logStatus',
    ]);
  });

  it('is driven through a failure, its status last', async () => {
    const { backend } = await recorded([failure()]);
    expect(backend.calls).toEqual([
      'startRun',
      'logParams',
      'logMetrics',
      'logException',
      'logStatus',
    ]);
    expect(backend.run('run-1').error).toMatchObject({
      type: 'RangeError',
      message: 'too far',
    });
  });

  it('gets the reason and the times of a skipped branch', async () => {
    const branch = Branch.start('c1', {});
    branch.markSkipped('no room');
    const { backend } = await recorded([branch]);
    const { startedAt, durationMs = NaN } = branch;
    expect(backend.run('run-1').end).toEqual({
      status: 'skipped',
      reason: 'no room',
      startedAt,
      endedAt: startedAt + durationMs,
      durationMs,
    });
  });

  it('AC-K12: a run has the id that the backend gave it, to its end', async () => {
    const branch = Branch.start('c1', {});
    branch.markSuccess('out');
    const { backend } = await recorded([branch]);
    expect(branch.id).not.toBe('run-1');
    expect(backend.run('run-1').end).toMatchObject({ status: 'success' });
  });

  it('AC-K13: params can become text, metrics are numbers', async () => {
    const branch = Branch.start('c1', { lr: 0.01, batch: 32 });
    branch.score('accuracy', 0.9);
    branch.markSuccess('out');
    const { backend } = await recorded([branch]);
    expect(backend.run('run-1').params).toEqual({ lr: '0.01', batch: '32' });
    expect(backend.run('run-1').metrics).toEqual({
      duration_ms: branch.durationMs,
      accuracy: 0.9,
    });
  });

  it.each([
    ['gpt-x', 'gpt-x'],
    [[1, 2], '1,2'],
    [null, 'null'],
  ])(
    'gets a config that is no object as a value: %j',
    async (config, value) => {
      const branch = Branch.start('c1', config);
      branch.markSuccess('out');
      const { backend } = await recorded([branch]);
      expect(backend.run('run-1').params).toEqual({ value });
    },
  );

  it('gets no duration for a branch that is pending', async () => {
    const branch = Branch.start('c1', {});
    const { backend } = await recorded([branch]);
    const { startedAt } = branch;
    expect(backend.run('run-1')).toMatchObject({
      metrics: {},
      end: { status: 'pending', startedAt, endedAt: startedAt, durationMs: 0 },
    });
  });

  it('AC-K14: a branch becomes one JSON artifact', async () => {
    const { backend } = await recorded([successOf('c1', { text: 'out' })]);
    expect(backend.run('run-1').artifacts).toEqual({
      'branch_run-1.json': '{"text":"out"}',
    });
  });

  it('Q25: params, metrics and outputs of concurrent fan-outs land in their own runs', async () => {
    const backend = new TrackerBackend();
    const calls = ['left', 'right'].map(async (side) => {
      const recorder = new BranchRecorder();
      recorder.attach([backend]);
      for (let index = 0; index < 10; index++) {
        const branch = Branch.start(`${side}-${index}`, { side, index });
        await new Promise((resolve) => setImmediate(resolve));
        branch.score('index', index);
        branch.markSuccess(`${side} ${index}`);
        recorder.record(branch);
      }
      await recorder.flush();
    });
    await Promise.all(calls);
    expect(backend.runs.size).toBe(20);
    for (const {
      configId,
      params,
      metrics,
      artifacts,
    } of backend.runs.values()) {
      const [side, index] = configId.split('-') as [string, string];
      expect(params).toEqual({ side, index });
      expect(metrics.index).toBe(Number(index));
      expect(Object.values(artifacts)).toEqual([`"${side} ${index}"`]);
    }
  });

  it('Q4: is started again when nothing was written', async () => {
    const { backend, recorder } = await recorded([successOf('c1', 'out')], {
      startRun: 2,
    });
    expect(backend.calls.slice(0, 4)).toEqual([
      'startRun',
      'startRun',
      'startRun',
      'logParams',
    ]);
    expect(backend.runs.size).toBe(1);
    expect(recorder.stats().backends[0]).toMatchObject({
      recorded: 1,
      retries: 2,
    });
  });

  it.each(['logParams', 'logOutput', 'logMetrics', 'logStatus'])(
    'Q4: a failing %s is tried by itself, in the run that is there',
    async (member) => {
      const { backend, recorder } = await recorded([successOf('c1', 'out')], {
        [member]: 2,
      });
      const count = (name: string): number =>
        backend.calls.filter((call) => call === name).length;
      expect(count('startRun')).toBe(1);
      expect(count(member)).toBe(3);
      expect(backend.calls).toHaveLength(7);
      expect(backend.calls.at(-1)).toBe('logStatus');
      expect(recorder.stats().backends[0]?.recorded).toBe(1);
    },
  );

  it('a step that keeps failing costs its record, but the run is closed and the next one is whole', async () => {
    const { backend, recorder } = await recorded(
      [successOf('c1', 'a'), successOf('c2', 'b')],
      { logOutput: 3 },
    );
    expect(backend.recorded()).toMatchObject([
      { configId: 'c1', status: 'success', output: null },
      { configId: 'c2', status: 'success', output: 'b' },
    ]);
    expect(recorder.stats().backends[0]).toMatchObject({
      recorded: 1,
      dropped: { failed: 1 },
      breaker: 'closed',
    });
  });

  it('steps that fail record after record do not open the breaker of a backend that is up', async () => {
    const { recorder } = await recorded(
      Array.from({ length: 6 }, (_, index) => successOf(`c${index}`, index)),
      { logOutput: 18 },
    );
    expect(recorder.stats().backends[0]).toMatchObject({
      dropped: { failed: 6 },
      breaker: 'closed',
    });
  });

  it('a record that cannot be started is dropped without a trace', async () => {
    const { backend, recorder } = await recorded([successOf('c1', 'a')], {
      startRun: 3,
    });
    expect(backend.calls).toEqual(['startRun', 'startRun', 'startRun']);
    expect(recorder.stats().backends[0]?.dropped.failed).toBe(1);
  });

  it.each([undefined, '', 7])(
    'goes by the branch id when startRun gives %p',
    async (given) => {
      const ids: string[] = [];
      const log = (runId: string): void => void ids.push(runId);
      const backend = {
        startRun: () => given as string,
        logParams: log,
        logStatus: log,
        logException: log,
      };
      const recorder = new BranchRecorder();
      recorder.attach([backend]);
      const branch = failure();
      recorder.record(branch);
      await recorder.flush();
      expect(ids).toEqual([branch.id, branch.id, branch.id]);
    },
  );

  it('many branches make as many runs', async () => {
    const { backend } = await recorded(branchesOf('many', 40));
    expect(backend.runs.size).toBe(40);
  });
});

describe('a record of the run form that failed', () => {
  it('goes on in its run, whatever was delivered meanwhile', async () => {
    const backend = new TrackerBackend();
    const driver = new BackendDriver(backend);
    const [first, second] = ['first', 'second'].map((id) =>
      successOf(id, id).toJSON(),
    );
    backend.faults['logStatus'] = 1;
    await expect(driver.deliver([first as never])).rejects.toThrow();
    await driver.deliver([second as never]);
    await driver.deliver([{ ...(first as object) } as never]);
    expect([...backend.runs.values()].map(({ configId }) => configId)).toEqual([
      'first',
      'second',
    ]);
  });
});
