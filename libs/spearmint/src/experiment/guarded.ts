import type { Strategy } from '../strategy/strategy.js';
import type { MethodInvocation } from './method-invocation.js';

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
  if (result instanceof Promise) {
    return result.then(
      (output) => deliver(invocation, output),
      (thrown: unknown) => rescue(invocation, thrown),
    );
  }
  return deliver(invocation, result);
}

function deliver(invocation: MethodInvocation, output: unknown): unknown {
  if (output !== undefined || invocation.hasBranches) return output;
  return invocation.branch(
    invocation.fallback('returned nothing and ran nothing'),
  );
}

function rescue(invocation: MethodInvocation, thrown: unknown): unknown {
  const foreground = [...invocation.container].filter(
    (branch) => branch.role !== 'shadow',
  );
  if (foreground.length === 0) {
    return invocation.branch(invocation.fallback('threw', thrown));
  }
  const success = foreground.find((branch) => branch.status === 'success');
  const isOutcome = foreground.some(
    (branch) => branch.status === 'failed' && branch.thrown === thrown,
  );
  // An error that a branch threw, or one made when all had failed, is the strategy's answer.
  if (isOutcome || success === undefined) return Promise.reject(thrown);
  invocation.resolved.log.strategyFault(
    invocation.resolved.strategyName,
    thrown,
  );
  return Promise.resolve(success.output);
}
