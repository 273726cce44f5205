import { describe, expect, it } from '@jest/globals';
import { AllBranchesFailedError } from './all-branches-failed.error.js';
import { Branch } from './branch.js';
import { BranchContainer } from './branch-container.js';

type Ending = 's' | 'f' | 'k' | 'p';

function branchOf(id: string, ending: Ending): Branch<string> {
  const branch = Branch.start<string>(id, { id });
  if (ending === 's') branch.markSuccess(`out-${id}`);
  if (ending === 'f') branch.markFailure(new Error(`err-${id}`));
  if (ending === 'k') branch.markSkipped(`why-${id}`);
  return branch;
}

const containerOf = (...endings: Ending[]): BranchContainer<string> => {
  const container = new BranchContainer<string>();
  endings.forEach((ending, i) => container.add(branchOf(`c${i + 1}`, ending)));
  return container;
};

const ids = (branches: Iterable<Branch>): string[] =>
  Array.from(branches, (branch) => branch.configId);

describe('BranchContainer', () => {
  it('AC-A11: iterates in the order of insertion', () => {
    expect(ids(containerOf('s', 'f'))).toEqual(['c1', 'c2']);
  });

  it('AC-A12: has a length', () => {
    expect(containerOf('s')).toHaveLength(1);
    expect(new BranchContainer()).toHaveLength(0);
  });

  it('AC-A13: gives the branch at an index, from the end when negative', () => {
    const container = containerOf('s', 'f');
    expect(container.at(0)?.configId).toBe('c1');
    expect(container.at(1)?.configId).toBe('c2');
    expect(container.at(-1)?.configId).toBe('c2');
    expect(container.at(2)).toBeUndefined();
  });

  it('AC-A14: successful() holds only the successes, outputs() what they returned', () => {
    const container = containerOf('s', 'f', 's');
    expect(ids(container.successful())).toEqual(['c1', 'c3']);
    expect(container.outputs()).toEqual(['out-c1', 'out-c3']);
  });

  it('AC-A15: failed() holds only the failures', () => {
    expect(ids(containerOf('s', 'f', 'f').failed())).toEqual(['c2', 'c3']);
  });

  it('skipped() holds only the skipped', () => {
    expect(ids(containerOf('s', 'k', 'f').skipped())).toEqual(['c2']);
  });

  it('AC-A16: finds a branch by its config id', () => {
    expect(containerOf('s', 'f').byConfigId('c2')?.config).toEqual({
      id: 'c2',
    });
  });

  it('AC-A17: finds nothing for an unknown config id', () => {
    expect(containerOf('s').byConfigId('zz')).toBeUndefined();
  });

  it('settles when its last pending branch is final', async () => {
    const container = containerOf('s', 'p', 'p');
    let settled = false;
    const done = container.settled().then((same) => {
      settled = true;
      return same;
    });
    const [, second, third] = [...container];
    second?.markSuccess('late');
    container.finish(second as Branch<string>);
    await Promise.resolve();
    expect(settled).toBe(false);
    third?.markFailure('no');
    container.finish(third as Branch<string>);
    expect(await done).toBe(container);
  });

  it('settles at once when nothing is pending', async () => {
    const container = containerOf('s', 'f');
    expect(await container.settled()).toBe(container);
  });

  it('streams in order of completion and ends when all are final', async () => {
    const container = containerOf('s', 'p', 'p');
    const [, second, third] = [...container] as Branch<string>[];
    const seen: string[] = [];
    const reading = (async (): Promise<void> => {
      for await (const branch of container.stream()) seen.push(branch.configId);
    })();
    third?.markSuccess('3');
    container.finish(third as Branch<string>);
    await Promise.resolve();
    second?.markSuccess('2');
    container.finish(second as Branch<string>);
    await reading;
    expect(seen).toEqual(['c1', 'c3', 'c2']);
  });

  it('a stream that is left early leaves no watcher behind', async () => {
    const container = containerOf('s', 'p');
    for await (const branch of container.stream()) {
      expect(branch.configId).toBe('c1');
      break;
    }
    expect(Reflect.get(container, 'watchers')).toEqual(new Set());
  });

  it('throws when all branches failed, with what each threw', () => {
    const container = containerOf('f', 'k', 'f');
    const failure = (() => {
      try {
        return container.throwIfAllFailed();
      } catch (thrown) {
        return thrown;
      }
    })() as AllBranchesFailedError;
    expect(failure).toBeInstanceOf(AllBranchesFailedError);
    expect(failure.code).toBe('SPEARMINT_E_ALL_BRANCHES_FAILED');
    expect(failure.errors).toHaveLength(2);
    expect(failure.message).toContain('err-c1');
  });

  it.each([[['s', 'f']], [['k']], [[]], [['f', 'p']]] as [Ending[]][])(
    'does not throw for %j',
    (endings) => {
      const container = containerOf(...endings);
      expect(container.throwIfAllFailed()).toBe(container);
    },
  );

  it('a snapshot no longer changes', () => {
    const container = containerOf('s');
    const snapshot = container.snapshot();
    container.add(branchOf('c2', 's'));
    expect(snapshot).toHaveLength(1);
    expect(container).toHaveLength(2);
  });

  it('knows its primary', () => {
    expect(containerOf('s').primary?.configId).toBe('c1');
    expect(
      new BranchContainer([Branch.start('v', 1, { role: 'variant' })]).primary,
    ).toBeUndefined();
  });

  it('serialises as a list of branches', () => {
    const json = JSON.parse(JSON.stringify(containerOf('s', 'f'))) as {
      status: string;
    }[];
    expect(json.map((branch) => branch.status)).toEqual(['success', 'failed']);
  });
});
