import { Branch } from '../branch/branch.js';
import type { BranchRole } from '../branch/branch-status.type.js';
import { ContextFrame, outermostScope } from '../branch/context-frame.js';
import { ANY_APP, innermostFrame, within } from '../branch/context-storage.js';
import { type ConfigEntry, ConfigPool } from '../config/index.js';

/** What the branch of `runInBranch` is. @publicApi */
export interface RunInBranchOptions {
  /** `shadow` makes `BranchContext.isShadow` true. @default 'primary' */
  role?: BranchRole;
  /** @default 'test' */
  experiment?: string;
  /** What `BranchContext.signal` follows. */
  signal?: AbortSignal;
}

/**
 * Runs `work` as if an experiment had started it under `config`: `branchConfig()`
 * and every injected `BranchContext` see that branch. No module is needed.
 *
 * ```ts
 * const answer = await runInBranch({ model: 'small' }, () => service.answer('hi'));
 * ```
 *
 * @param config a plain value, or an entry of a pool.
 * @throws SpearmintConfigError when the value can be no config.
 * @publicApi
 */
export async function runInBranch<R>(
  config: object,
  work: () => R | Promise<R>,
  { role = 'primary', experiment = 'test', signal }: RunInBranchOptions = {},
): Promise<R> {
  const entry = isEntry(config)
    ? config
    : (await ConfigPool.from([config], { name: experiment })).at(0);
  const branch = Branch.start(entry.id, entry.value, { experiment, role });
  const frame = new ContextFrame(
    outermostScope(ANY_APP, innermostFrame(), signal),
    branch,
  );
  return within(frame, work);
}

function isEntry(config: object): config is ConfigEntry {
  return 'hash' in config && 'origin' in config && 'value' in config;
}
