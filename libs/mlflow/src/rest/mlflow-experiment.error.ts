import { SpearmintError } from 'nestjs-spearmint';

/**
 * The MLflow experiment that runs should go to is deleted, or there is none of its id.
 *
 * @remedy Restore it (`mlflow experiments restore`), or let the backend do so with `restoreDeleted: true`, or name another one.
 * @publicApi
 */
export class MlflowExperimentError extends SpearmintError {
  readonly code = 'SPEARMINT_E_MLFLOW_EXPERIMENT';

  constructor(
    /** The experiment's name or id. */
    readonly experiment: string,
    problem: 'is deleted' | 'does not exist',
  ) {
    super(
      `MLflow: the experiment "${experiment}" ${problem}, so nothing is recorded into it. ` +
        (problem === 'is deleted'
          ? 'Restore it with `mlflow experiments restore`, set `restoreDeleted: true`, or name another one in `experimentName`.'
          : 'Give `experimentId` or MLFLOW_EXPERIMENT_ID the id of one that exists, or name one in `experimentName`.'),
    );
  }
}
