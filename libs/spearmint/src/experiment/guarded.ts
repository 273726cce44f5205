import type { Branch } from '../branch/branch.js';
import type { Strategy } from '../strategy/strategy.js';
import type { MethodInvocation } from './method-invocation.js';
import { isStream } from './stream-kinds.js';

/**
 * Runs a strategy that is not ours so that its faults stay its own: the caller gets
 * what the strategy gives, else the outcome of the foreground branch that ran, else
 * the first config's.
 *
 * @internal
 */
export function guarded(
  invocation: MethodInvocation,
  strategy: Strategy,
): unknown {
  let result: unknown;
  try {
    result = strategy.run(invocation);
  } catch (thrown) {
    return rescue(invocation, thrown);
  }
  if (isStream(result)) return result;
  return Promise.resolve(result).then(
    (output) => deliver(invocation, output),
    (thrown: unknown) => rescue(invocation, thrown),
  );
}

function deliver(invocation: MethodInvocation, output: unknown): unknown {
  if (output !== undefined) return output;
  const branches = foregroundOf(invocation);
  if (branches.length === 0) {
    return invocation.branch(
      invocation.fallback('returned nothing and ran nothing in the foreground'),
    );
  }
  const isOutcome = branches.some(
    (branch) => branch.status === 'success' && branch.output === undefined,
  );
  return isOutcome
    ? undefined
    : outcomeOf(invocation, branches, new Error('it returned nothing'));
}

function rescue(invocation: MethodInvocation, thrown: unknown): unknown {
  const branches = foregroundOf(invocation);
  if (branches.length === 0) {
    return invocation.branch(invocation.fallback('threw', thrown));
  }
  return isAnswer(invocation, branches, thrown)
    ? Promise.reject(thrown)
    : outcomeOf(invocation, branches, thrown);
}

/** Whether a strategy threw what a branch threw, an error that tells of it, or because the caller left. */
function isAnswer(
  { signal }: MethodInvocation,
  branches: readonly Branch[],
  thrown: unknown,
): boolean {
  if (signal?.aborted === true && thrown === signal.reason) return true;
  const told = toldBy(thrown);
  return branches.some(
    (branch) => branch.status === 'failed' && told.includes(branch.thrown),
  );
}

/** A thrown value, its cause and the errors it sums up. Reading them may run the user's code. */
function toldBy(thrown: unknown): unknown[] {
  if (typeof thrown !== 'object' || thrown === null) return [thrown];
  try {
    const { errors } = thrown as AggregateError;
    return [
      thrown,
      ...('cause' in thrown ? [thrown.cause] : []),
      ...(Array.isArray(errors) ? errors : []),
    ];
  } catch {
    return [thrown];
  }
}

/** What the foreground gives without its strategy: the first success, else the first failure. */
async function outcomeOf(
  invocation: MethodInvocation,
  branches: readonly Branch[],
  fault: unknown,
): Promise<unknown> {
  const { log, strategyName } = invocation.resolved;
  log.strategyFault(strategyName, fault);
  if (branches.some((branch) => !branch.isFinal)) {
    for await (const branch of invocation.container.stream()) {
      if (branch.status === 'success' && branches.includes(branch)) break;
      if (branches.every(({ isFinal }) => isFinal)) break;
    }
  }
  const success = branches.find(({ status }) => status === 'success');
  if (success === undefined) throw branches[0]?.thrown;
  return success.output;
}

/** What runs for the caller, the primary first. */
function foregroundOf(invocation: MethodInvocation): Branch[] {
  const branches = [...invocation.container];
  return [
    ...branches.filter(({ role }) => role === 'primary'),
    ...branches.filter(({ role }) => role === 'variant'),
  ];
}
