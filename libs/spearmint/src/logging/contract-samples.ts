import { Branch } from '../branch/branch.js';
import type { RecordedBranch } from './backend-contract.interface.js';

/** A branch that returned `output`. @internal */
export function successOf(configId: string, output: unknown): Branch {
  const branch = Branch.start(configId, Object.freeze({ model: configId }), {
    experiment: 'Contract.run',
  });
  branch.markSuccess(output);
  return branch;
}

/** A success, a failure and a skipped branch by turns, with ids that start with `prefix`. @internal */
export function branchesOf(prefix: string, count: number): Branch[] {
  return Array.from({ length: count }, (_, index) => {
    const configId = `${prefix}-${index}`;
    if (index % 3 === 0) return successOf(configId, { text: configId, index });
    const branch = Branch.start(configId, { model: configId });
    if (index % 3 === 1) branch.markFailure(new TypeError(`no ${configId}`));
    else branch.markSkipped(`enough of ${configId}`);
    return branch;
  });
}

/** Outputs that `JSON.stringify` refuses or changes. @internal */
export function awkwardOutputs(): unknown[] {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  return [
    cyclic,
    { big: 10n },
    () => 'a function',
    Symbol('s'),
    {
      get trap(): never {
        throw new Error('a getter that throws');
      },
    },
    {
      toJSON(): never {
        throw new Error('a toJSON that throws');
      },
    },
    new Map([['key', new Set([1])]]),
    Number.NaN,
    undefined,
    null,
    '\ud800',
  ];
}

/** What a backend should give back for a branch. @internal */
export function expectedOf(branch: Branch): RecordedBranch {
  const { configId, status, durationMs, output, error } = branch;
  return {
    configId,
    status,
    durationMs,
    output,
    ...(error && { error: { type: error.type, message: error.message } }),
  };
}
