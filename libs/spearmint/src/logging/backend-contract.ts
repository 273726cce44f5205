import type { Branch } from '../branch/branch.js';
import { assertBackend } from './assert-backend.js';
import type {
  BackendUnderTest,
  ContractHarness,
  KeptField,
  RecordedBranch,
} from './backend-contract.interface.js';
import { BranchRecorder } from './branch-recorder.js';
import {
  awkwardOutputs,
  branchesOf,
  expectedOf,
  successOf,
} from './contract-samples.js';

const DEADLINE_MS = 4_000;
const EXACT_FIELDS = ['status', 'output', 'error'] as const;
const ALL_FIELDS: readonly KeptField[] = [...EXACT_FIELDS, 'durationMs'];

/**
 * Declares the tests that every logger backend must pass.
 *
 * ```ts
 * import { describe, expect, it } from '@jest/globals';
 * describeBackendContract('MyBackend', () => ({ backend: new MyBackend(), recorded }), { describe, expect, it });
 * ```
 *
 * @param name the backend's name, for the report.
 * @param factory makes a fresh, empty backend for each test.
 * @param harness `describe`, `it` and `expect` of your test runner.
 * @publicApi
 */
export function describeBackendContract(
  name: string,
  factory: () => BackendUnderTest | Promise<BackendUnderTest>,
  harness: ContractHarness,
): void {
  const { describe, expect } = harness;
  const it = (
    title: string,
    body: (subject: BackendUnderTest) => Promise<void>,
  ): unknown =>
    harness.it(title, async () => {
      const subject = await factory();
      try {
        await body(subject);
      } finally {
        await subject.dispose?.();
      }
    });

  describe(`${name} keeps the contract of logger backends`, () => {
    it('is accepted as a backend', async ({ backend }) => {
      assertBackend(backend);
    });

    it('gets every branch once and in order', async (subject) => {
      const branches = branchesOf('order', 30);
      await recordAll(subject, branches);
      await expectIds(subject, branches);
    });

    for (const field of EXACT_FIELDS) {
      it(`keeps the ${field} of every branch`, async (subject) => {
        const branches = branchesOf(field, 6);
        await recordAll(subject, branches);
        await expectField(subject, branches, field);
      });
    }

    it('keeps the duration of every branch to the millisecond', async (subject) => {
      const branches = branchesOf('duration', 6);
      await recordAll(subject, branches);
      await expectDurations(subject, branches);
    });

    it('keeps the branches of concurrent runs apart', async (subject) => {
      const runs = ['left', 'right'].map((run) => branchesOf(run, 15));
      await Promise.all(runs.map((branches) => recordAll(subject, branches)));
      for (const branches of runs) {
        const mine = await recordedOf(subject, branches);
        await expectIds({ ...subject, ...mine }, branches);
        for (const field of EXACT_FIELDS) {
          await expectField({ ...subject, ...mine }, branches, field);
        }
      }
    });

    it('takes outputs that have no JSON form, and their neighbours', async (subject) => {
      const branches = awkwardOutputs().flatMap((output, index) => [
        successOf(`awkward-${index}`, output),
        successOf(`plain-${index}`, { index }),
      ]);
      await recordAll(subject, branches);
      await expectIds(subject, branches);
      await expectField(subject, branches, 'status');
    });

    it('can be flushed and closed twice', async ({ backend }) => {
      for (const _ of ['first', 'second']) {
        await backend.flush?.();
        await backend.close?.();
      }
    });

    it('does not throw at once when it is used after its close', async (subject) => {
      const { backend } = subject;
      await backend.close?.();
      const record = successOf('late', 'late').toJSON();
      const call = backend.logBranches
        ? backend.logBranches([record])
        : backend.startRun?.(record);
      await Promise.resolve(call).catch(() => undefined);
    });
  });

  async function recordAll(
    { backend, deadlineMs = DEADLINE_MS }: BackendUnderTest,
    branches: readonly Branch[],
  ): Promise<void> {
    const recorder = new BranchRecorder();
    recorder.attach([backend], { attempts: 1 });
    for (const branch of branches) recorder.record(branch);
    expect(await recorder.flush(deadlineMs)).toEqual(true);
    for (const { recorded, accepted } of recorder.stats().backends) {
      expect({ recorded }).toEqual({ recorded: accepted });
    }
  }

  async function expectIds(
    subject: BackendUnderTest,
    branches: readonly Branch[],
  ): Promise<void> {
    if (subject.recorded === undefined) return;
    const recorded = await subject.recorded();
    expect(recorded.map(({ configId }) => configId)).toEqual(
      branches.map(({ configId }) => configId),
    );
  }

  async function expectField(
    subject: BackendUnderTest,
    branches: readonly Branch[],
    field: (typeof EXACT_FIELDS)[number],
  ): Promise<void> {
    const keeps = subject.keeps ?? ALL_FIELDS;
    if (subject.recorded === undefined || !keeps.includes(field)) return;
    const recorded = await subject.recorded();
    const expected = branches.map(expectedOf);
    expect(recorded.map((branch) => valueOf(branch, field))).toEqual(
      expected.map((branch) => valueOf(branch, field)),
    );
  }

  async function expectDurations(
    subject: BackendUnderTest,
    branches: readonly Branch[],
  ): Promise<void> {
    const keeps = subject.keeps ?? ALL_FIELDS;
    if (subject.recorded === undefined || !keeps.includes('durationMs')) return;
    const recorded = await subject.recorded();
    const differences = recorded.map(({ durationMs }, index) =>
      Math.abs((durationMs ?? Infinity) - (branches[index]?.durationMs ?? 0)),
    );
    expect(differences.filter((difference) => difference > 1)).toEqual([]);
  }
}

/** The subject's view of some branches alone. */
async function recordedOf(
  subject: BackendUnderTest,
  branches: readonly Branch[],
): Promise<Pick<BackendUnderTest, 'recorded'>> {
  if (subject.recorded === undefined) return {};
  const ids = new Set(branches.map(({ configId }) => configId));
  const recorded = await subject.recorded();
  return {
    recorded: () => recorded.filter(({ configId }) => ids.has(configId)),
  };
}

function valueOf(
  branch: RecordedBranch,
  field: (typeof EXACT_FIELDS)[number],
): unknown {
  if (field !== 'error') return branch[field] ?? null;
  const { error } = branch;
  return error ? { type: error.type, message: error.message } : null;
}
