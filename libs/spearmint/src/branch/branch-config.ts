import { bindConfig } from '../config/index.js';
import type { ConfigModel } from '../config/index.js';
import { branchFrame } from './context-storage.js';
import { NoBranchError } from './no-branch.error.js';

/**
 * The current branch's config, or the part of it at a dotted `path`, as a
 * validated, frozen instance of `model`; without a model, the plain value.
 *
 * Made for default initialisers, where it is the injection: callers leave the
 * argument out, the method sees a typed value, a unit test passes a plain object.
 *
 * ```ts
 * async summarize(text: string, llm: LlmConfig = branchConfig(LlmConfig, 'llm')) {}
 * ```
 *
 * @param model a class-validator class or a Standard Schema.
 * @param path own properties only: `llm.model`, `stops[0]`; the whole config when left out.
 * @throws NoBranchError outside of a branch.
 * @throws SpearmintConfigError when the path does not exist or the value does not fit the model.
 * @publicApi
 */
export function branchConfig<T>(model: ConfigModel<T>, path?: string): T;
export function branchConfig<T = unknown>(model?: undefined, path?: string): T;
export function branchConfig<T>(model?: ConfigModel<T>, path = ''): T {
  const branch = branchFrame()?.branch;
  if (branch === undefined) throw new NoBranchError('branchConfig()');
  branch.configRead = true;
  return bindConfig<T>(branch.entry, model, path);
}
