import { describe, expect, it } from '@jest/globals';
import { useFakeTime } from '../fake-time.fixture.js';
import { BranchRecorder } from './branch-recorder.js';
import { branchesOf, successOf } from './contract-samples.js';
import {
  type Answer,
  elapse,
  hang,
  ok,
  raise,
  ScriptedBackend,
  setUpFaulty,
  turns,
} from './recorder.fixture.js';

describe('BranchRecorder with a backend that stays down', () => {
  useFakeTime();

  it('pauses twice as long after each attempt, then drops the batch and says so', async () => {
    const backend = new ScriptedBackend([raise]);
    const { recorder, warnings, faulty } = setUpFaulty(backend);
    recorder.record(successOf('c1', 'out'));
    await elapse(10_000);
    expect(backend.gaps).toEqual([100, 200, 400, 800]);
    expect(faulty()).toMatchObject({
      accepted: 1,
      recorded: 0,
      dropped: { failed: 1 },
      pending: 0,
      retries: 4,
    });
    expect(warnings).toEqual([
      'Backend "ScriptedBackend" lost 1 branch record: 5 attempts failed, the last with Error: disk is full. ' +
        'Calls are not affected. Check that the backend can be reached and takes the records; raise callTimeoutMs where it is only slow.',
    ]);
  });

  it('pauses for a random part of that time, up to a longest one', async () => {
    const backend = new ScriptedBackend([raise]);
    const { recorder } = setUpFaulty(
      backend,
      { backoffMs: 1_000, maxBackoffMs: 3_000 },
      () => 0.5,
    );
    recorder.record(successOf('c1', 'out'));
    await elapse(10_000);
    expect(backend.gaps).toEqual([500, 1_000, 1_500, 1_500]);
  });

  it('says further losses together, every 30 s at most, and never a secret', async () => {
    const backend = new ScriptedBackend([
      () => {
        throw new Error(
          'POST https://me:pw-canary@host/x?token=t-canary\napi_key=k-canary Bearer b-canary',
        );
      },
    ]);
    const { recorder, warnings } = setUpFaulty(backend, {
      attempts: 1,
      breakerThreshold: 100,
    });
    for (let second = 0; second < 40; second++) {
      recorder.record(successOf('c1', 'out'));
      await elapse(1_000);
    }
    expect(warnings.map((line) => /lost (\d+)/.exec(line)?.[1])).toEqual([
      '1',
      '29',
    ]);
    await elapse(60_000);
    expect(warnings).toHaveLength(3);
    expect(warnings.join()).not.toContain('canary');
    expect(warnings[0]).toContain(
      'Error: POST https://***@host/x?*** api_key=*** Bearer ***',
    );
  });

  it('survives a log that throws', async () => {
    const recorder = new BranchRecorder({ warn: () => raise() });
    recorder.attach([new ScriptedBackend([raise])], { attempts: 1 });
    recorder.record(successOf('c1', 'out'));
    await turns();
    expect(recorder.stats().backends[0]?.dropped.failed).toBe(1);
  });

  it('a record that the backend cannot take does not take its neighbours along', async () => {
    const backend = new ScriptedBackend([
      (records) => {
        if (records.some(({ configId }) => configId === 'c-3')) raise();
      },
    ]);
    const { recorder, healthy, faulty } = setUpFaulty(backend);
    branchesOf('c', 10).forEach((branch) => recorder.record(branch));
    await elapse(10_000);
    expect(faulty()).toMatchObject({
      recorded: 9,
      dropped: { failed: 1 },
      breaker: 'closed',
    });
    expect(backend.calls.slice(5)).toEqual(
      Array.from({ length: 10 }, (_, index) => [`c-${index}`]),
    );
    expect(healthy.branchCount()).toBe(10);
  });

  it('tries records one at a time for no longer than one call may take', async () => {
    const backend = new ScriptedBackend([hang]);
    const { recorder, faulty } = setUpFaulty(backend, { attempts: 1 });
    branchesOf('c', 10).forEach((branch) => recorder.record(branch));
    await elapse(10_000);
    await elapse(10_000);
    expect(backend.calls.map(({ length }) => length)).toEqual([10, 1]);
    expect(faulty()).toMatchObject({
      dropped: { failed: 10 },
      pending: 0,
      timeouts: 2,
    });
  });

  describe('an outage', () => {
    const options = { attempts: 2, breakerThreshold: 2, batchSize: 1 };

    it('opens the breaker, keeps what comes, and recovers without a loss', async () => {
      let isUp = false;
      const backend = new ScriptedBackend([(r) => (isUp ? ok(r) : raise())]);
      const { recorder, faulty } = setUpFaulty(backend, options);
      branchesOf('c', 5).forEach((branch) => recorder.record(branch));
      await elapse(100);
      await elapse(100);
      expect(faulty()).toMatchObject({
        breaker: 'open',
        dropped: { failed: 2 },
        pending: 3,
      });
      const calls = backend.calls.length;
      recorder.record(successOf('late', 'out'));
      await elapse(29_000);
      expect(backend.calls).toHaveLength(calls);
      isUp = true;
      await elapse(1_000);
      expect(faulty()).toMatchObject({
        breaker: 'closed',
        recorded: 4,
        dropped: { failed: 2, breakerOpen: 0 },
        pending: 0,
      });
    });

    it('tries one batch when the time is over, and opens again when that fails', async () => {
      let answer: Answer = raise;
      const backend = new ScriptedBackend([(records) => answer(records)]);
      const { recorder, faulty } = setUpFaulty(backend, options);
      branchesOf('c', 5).forEach((branch) => recorder.record(branch));
      await elapse(100);
      await elapse(100);
      const calls = backend.calls.length;
      await elapse(30_000);
      expect(backend.calls).toHaveLength(calls + 1);
      expect(faulty()).toMatchObject({ breaker: 'open', pending: 3 });
      answer = hang;
      await elapse(30_000);
      expect(faulty()).toMatchObject({ breaker: 'half-open', pending: 3 });
      await elapse(10_000);
      expect(faulty()).toMatchObject({
        breaker: 'open',
        dropped: { failed: 3 },
        pending: 2,
      });
    });

    it('goes on trial with all that is there, so that one bad record does not block the lane', async () => {
      const backend = new ScriptedBackend([
        (records) => {
          if (records.some(({ configId }) => configId === 'bad')) raise();
        },
      ]);
      const { recorder, faulty } = setUpFaulty(backend, {
        attempts: 1,
        breakerThreshold: 1,
      });
      recorder.record(successOf('bad', 'out'));
      await turns();
      expect(faulty().breaker).toBe('open');
      recorder.record(successOf('bad', 'out'));
      await turns();
      branchesOf('good', 9).forEach((branch) => recorder.record(branch));
      await elapse(30_000);
      expect(faulty()).toMatchObject({
        breaker: 'closed',
        recorded: 9,
        dropped: { failed: 2 },
        pending: 0,
      });
    });

    it('a queue that fills up is bounded and says why', async () => {
      const backend = new ScriptedBackend([hang]);
      const { recorder, healthy, warnings, faulty } = setUpFaulty(backend, {
        queueLimit: 100,
      });
      for (let round = 0; round < 5; round++) {
        branchesOf('c', 50).forEach((branch) => recorder.record(branch));
        await turns();
      }
      expect(faulty()).toMatchObject({
        accepted: 250,
        pending: 100,
        dropped: { queueFull: 150 },
      });
      expect(healthy.recorded).toBe(250);
      expect(warnings[0]).toContain(
        'its queue of 100 is full, it takes records slower than they come',
      );
    });

    it('a queue that fills up behind an open breaker is booked as such', async () => {
      const { recorder, warnings, faulty } = setUpFaulty(
        new ScriptedBackend([raise]),
        { attempts: 1, breakerThreshold: 1, queueLimit: 2 },
      );
      recorder.record(successOf('first', 'out'));
      await elapse(30_000);
      for (let round = 0; round < 3; round++) {
        recorder.record(successOf('c', 'out'));
        await turns();
      }
      expect(faulty()).toMatchObject({
        breaker: 'open',
        pending: 2,
        dropped: { failed: 1, breakerOpen: 1 },
      });
      expect(warnings.at(-1)).toContain(
        'it kept failing, last with Error: disk is full',
      );
    });
  });
});
