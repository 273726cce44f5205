import { describe, expect, it } from '@jest/globals';
import { configId } from '../config/index.js';
import { fakeBranches } from './fake-branches.js';

describe('fakeBranches', () => {
  it('gives a container with branches that ended as asked', () => {
    const failure = new Error('no');
    const branches = fakeBranches<string>([
      { output: 'short', durationMs: 12, scores: { brevity: 1 } },
      { error: failure },
      { reason: 'the queue is full' },
    ]);
    expect(branches.outputs()).toEqual(['short']);
    expect(branches.at(0)).toMatchObject({
      status: 'success',
      durationMs: 12,
      scores: { brevity: 1 },
    });
    expect(branches.failed().map(({ thrown }) => thrown)).toEqual([failure]);
    expect(branches.skipped().map(({ reason }) => reason)).toEqual([
      'the queue is full',
    ]);
  });

  it('an output may be undefined', () => {
    expect(fakeBranches([{ output: undefined }]).at(0)?.status).toBe('success');
  });

  it('has ids of configs by content, by name or by place', () => {
    const config = { model: 'small' };
    const branches = fakeBranches([
      { config, output: 1 },
      { config, configId: 'mine', output: 2 },
      { output: 3 },
    ]);
    expect([...branches].map((branch) => branch.configId)).toEqual([
      configId(config),
      'mine',
      'config-3',
    ]);
  });

  it('freezes a copy of the config, and leaves the given one as it is', () => {
    const config = { model: { name: 'small' } };
    const frozen = fakeBranches([{ config, output: 1 }]).at(0)
      ?.config as typeof config;
    expect(frozen).toEqual(config);
    expect(Object.isFrozen(frozen)).toBe(true);
    expect(Object.isFrozen(frozen.model)).toBe(true);
    config.model.name = 'large';
    expect(frozen).toEqual({ model: { name: 'small' } });
  });

  it('takes role, experiment and parent; a variant of "test" by default', () => {
    const branches = fakeBranches([
      { output: 1 },
      { output: 2, role: 'primary', experiment: 'A.b', parentId: 'p' },
    ]);
    expect(branches.at(0)).toMatchObject({
      role: 'variant',
      experiment: 'test',
    });
    expect(branches.primary).toMatchObject({
      experiment: 'A.b',
      parentId: 'p',
    });
  });

  it('is the same in every run, and sorts by id', () => {
    const ids = () =>
      [...fakeBranches([{ output: 1 }, { output: 2, durationMs: 5 }])].map(
        ({ id, startedAt, durationMs }) => [id, startedAt, durationMs],
      );
    expect(ids()).toEqual(ids());
    expect(ids()).toEqual([...ids()].sort());
  });

  it('streams in order of completion', async () => {
    const branches = fakeBranches([
      { output: 'slow', durationMs: 20 },
      { output: 'fast', durationMs: 1 },
    ]);
    const outputs = [];
    for await (const branch of branches.stream()) outputs.push(branch.output);
    expect(outputs).toEqual(['fast', 'slow']);
  });

  it('keeps a branch pending until its promise settles', async () => {
    let answer: (value: string) => void = () => undefined;
    const branches = fakeBranches<string>([
      { settles: new Promise((resolve) => (answer = resolve)), durationMs: 3 },
      { settles: Promise.reject(new Error('no')) },
      { output: 'now' },
    ]);
    expect(branches.at(0)).toMatchObject({ status: 'pending' });
    expect(branches.outputs()).toEqual(['now']);
    answer('later');
    await branches.settled();
    expect(branches.at(0)).toMatchObject({ output: 'later', durationMs: 3 });
    expect(branches.at(1)?.error?.message).toBe('no');
  });

  it('refuses what can be no config', () => {
    expect(() =>
      fakeBranches([{ config: { call: () => 1 }, output: 1 }]),
    ).toThrow('cannot be part of a config');
  });
});
