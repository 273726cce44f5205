import { describe, expect, it } from '@jest/globals';
import { branchConfig } from '../branch/branch-config.js';
import { BranchContext } from '../branch/branch-context.js';
import { ConfigPool, SpearmintConfigError } from '../config/index.js';
import { runInBranch } from './run-in-branch.js';

interface Greeting {
  word: string;
}

const greet = async (
  name: string,
  config: Greeting = branchConfig(),
): Promise<string> => `${config.word}, ${name}!`;

describe('runInBranch', () => {
  it('gives branchConfig() the config, also after an await', async () => {
    const greeting = await runInBranch({ word: 'Hey' }, async () => {
      await Promise.resolve();
      return greet('Ada');
    });
    expect(greeting).toBe('Hey, Ada!');
  });

  it('gives what the work returns or throws', async () => {
    expect(await runInBranch({ word: 'Hey' }, () => 1)).toBe(1);
    const failure = new Error('no');
    await expect(
      runInBranch({ word: 'Hey' }, () => Promise.reject(failure)),
    ).rejects.toBe(failure);
  });

  it('takes an entry of a pool as it is', async () => {
    const pool = await ConfigPool.from([{ $id: 'hey', word: 'Hey' }]);
    const context = new BranchContext();
    const id = await runInBranch(pool.at(0), () => context.current?.configId);
    expect(id).toBe('hey');
  });

  it('is seen by the BranchContext of any application', async () => {
    const context = new BranchContext();
    const controller = new AbortController();
    await runInBranch(
      { word: 'Hey' },
      () => {
        expect(context.current?.experiment).toBe('Greeter.greet');
        expect(context.isShadow).toBe(true);
        expect(context.config<Greeting>().word).toBe('Hey');
        expect(context.signal.aborted).toBe(false);
        controller.abort();
        expect(context.signal.aborted).toBe(true);
      },
      {
        role: 'shadow',
        experiment: 'Greeter.greet',
        signal: controller.signal,
      },
    );
    expect(context.current).toBeUndefined();
  });

  it('runs side by side without mixing', async () => {
    const words = await Promise.all(
      ['a', 'b', 'c'].map((word) =>
        runInBranch({ word }, async () => {
          await new Promise((resolve) => setImmediate(resolve));
          return branchConfig<Greeting>().word;
        }),
      ),
    );
    expect(words).toEqual(['a', 'b', 'c']);
  });

  it('refuses what can be no config', async () => {
    await expect(
      runInBranch({ word: () => 'Hey' }, () => 1),
    ).rejects.toBeInstanceOf(SpearmintConfigError);
  });
});
