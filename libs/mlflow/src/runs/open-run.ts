import { MlflowRequestError } from '../rest/mlflow-request.error.js';
import { RUN_KEY } from './run-key.js';
import type { FoundRun, NewRun, RunsApi } from './runs.api.js';

/** What is known of a run that is to be made once. @internal */
export interface OpenState {
  /** Whether it may be there already. */
  mayExist: boolean;
  /** Whether it may have been made twice. */
  isSuspect: boolean;
}

/**
 * Finds the run of a key where there may be one, else makes it. MLflow takes no id for a
 * run to be, so one whose answer was lost is looked for by its tag.
 *
 * @throws MlflowRequestError
 * @internal
 */
export async function openRun(
  runs: RunsApi,
  key: string,
  experimentId: string,
  state: OpenState,
  describe: () => NewRun | Promise<NewRun>,
): Promise<FoundRun> {
  if (state.mayExist) {
    const [found] = await runs.tagged(experimentId, {
      key: RUN_KEY,
      value: key,
    });
    if (found !== undefined) return found;
  }
  const run = await describe();
  try {
    return await runs.create(run);
  } catch (thrown) {
    if (thrown instanceof MlflowRequestError && thrown.isUnclear)
      state.mayExist = state.isSuspect = true;
    throw thrown;
  }
}
