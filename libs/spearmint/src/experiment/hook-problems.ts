import { inspect } from 'node:util';
import type { ExperimentHook } from '../hooks/experiment-hook.js';
import type { SpearmintHookOptions } from '../hooks/spearmint-hook.decorator.js';

const METHODS = [
  'beforeExperiment',
  'aroundBranch',
  'afterBranch',
  'afterExperiment',
] as const;
const OPTIONS = ['experiments', 'order'];

/**
 * What is wrong with a hook and its options, each as the end of a sentence about it.
 *
 * @param known the names of all experiments that exist.
 * @internal
 */
export function hookProblems(
  hook: Partial<ExperimentHook> | null | undefined,
  options: SpearmintHookOptions,
  known: readonly string[],
): string[] {
  const { experiments, order = 0 } = options;
  const problems = Object.keys(options)
    .filter((option) => !OPTIONS.includes(option))
    .map(
      (option) =>
        `has the unknown option ${option}; known are ${OPTIONS.join(', ')}`,
    );
  if (!METHODS.some((method) => typeof hook?.[method] === 'function')) {
    problems.push(`has none of ${METHODS.join(', ')}`);
  }
  if (!Number.isFinite(order)) {
    problems.push(`has the order ${inspect(order)}; it must be a number`);
  }
  return [...problems, ...unknownNames(experiments, known)];
}

function unknownNames(
  experiments: unknown,
  known: readonly string[],
): string[] {
  if (experiments === undefined) return [];
  if (!Array.isArray(experiments)) {
    return [
      `has the experiments ${inspect(experiments)}; it must be a list of names`,
    ];
  }
  const unknown = experiments.filter((name) => !known.includes(name as string));
  return unknown.length === 0
    ? []
    : [
        `is for ${unknown.map((name) => `"${name}"`).join(', ')}, which does not exist; known are ${known.join(', ') || 'none'}`,
      ];
}
