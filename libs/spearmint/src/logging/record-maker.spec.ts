import { describe, expect, it } from '@jest/globals';
import { Branch } from '../branch/branch.js';
import { successOf } from './contract-samples.js';
import { InMemoryLogger } from './in-memory.logger.js';
import type { LoggerBackend } from './logger-backend.js';
import { BatchBackend, recordAll, setUp } from './recorder.fixture.js';

describe('the records that backends get', () => {
  const canary = 'sk-canary';
  const secretBranch = (): Branch => {
    const config = Object.freeze({ llm: { apiKey: canary, model: 'm' } });
    const branch = Branch.start('c1', config);
    branch.markSuccess({ echo: { apiKey: canary } });
    return branch;
  };

  it('are masked for every backend', async () => {
    const backends = [new BatchBackend(), new InMemoryLogger()];
    const { recorder } = setUp(backends, { redact: ['**.apiKey'] });
    recordAll(recorder, [secretBranch(), secretBranch()]);
    await recorder.flush();
    expect(JSON.stringify(backends)).not.toContain(canary);
    expect(backends[0]).toMatchObject({ ids: ['c1', 'c1'] });
  });

  it('stay masked when further backends are attached', async () => {
    const backend = new BatchBackend();
    const { recorder } = setUp([new BatchBackend()], {
      redact: ['**.apiKey'],
    });
    recorder.attach([backend]);
    recorder.record(secretBranch());
    await recorder.flush();
    expect(backend.ids).toEqual(['c1']);
    expect(JSON.stringify(backend.batches)).not.toContain(canary);
  });

  it('hold nothing of a value that could not be masked', async () => {
    const backend = new BatchBackend();
    const { recorder } = setUp([backend], { redact: ['**.apiKey'] });
    const output = {
      apiKey: canary,
      get trap(): never {
        throw new Error(canary);
      },
    };
    recorder.record(successOf('c1', output));
    await recorder.flush();
    expect(backend.batches[0]?.[0]?.output).toBe('[redacted]');
  });

  it('do not follow what the caller does with the output later', async () => {
    let release: (() => void) | undefined;
    const seen: unknown[] = [];
    const backend: LoggerBackend = {
      async logBranches([record]) {
        await new Promise<void>((resolve) => (release = resolve));
        seen.push(record?.output);
      },
    };
    const { recorder } = setUp([backend]);
    const output = { items: ['a'] };
    recorder.record(successOf('c1', output));
    while (release === undefined) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    output.items.push('b');
    release();
    await recorder.flush();
    expect(seen).toEqual([{ items: ['a'] }]);
  });

  it('of one config share one copy of it', async () => {
    const backend = new BatchBackend();
    const { recorder } = setUp([backend], { redact: ['apiKey'] });
    const config = Object.freeze({ apiKey: 'x', model: 'm' });
    for (const id of ['c1', 'c1']) {
      const branch = Branch.start(id, config);
      branch.markSuccess(1);
      recorder.record(branch);
    }
    await recorder.flush();
    const [first, second] = backend.batches.flat();
    expect(first?.config).toEqual({ apiKey: '[redacted]', model: 'm' });
    expect(second?.config).toBe(first?.config);
  });
});
