import type { ExperimentChoice } from '../connection/experiment-choice.js';
import { cutText } from '../values/text.js';
import type { MlflowClient } from './mlflow.client.js';
import { MlflowExperimentError } from './mlflow-experiment.error.js';
import { MlflowRequestError } from './mlflow-request.error.js';
import { textIn } from './text-in.js';

const ROOT = '/api/2.0/mlflow/experiments';
const TRIES = 3;
/** As much as MLflow takes. */
const MAX_NAME = 500;

interface Found {
  readonly id: string;
  readonly name: string;
  readonly isDeleted: boolean;
}

/** Finds or makes the MLflow experiments that runs go to. @internal */
export class Experiments {
  private readonly known = new Map<string, Promise<string>>();

  constructor(
    private readonly client: MlflowClient,
    private readonly choice: ExperimentChoice,
    private readonly restoreDeleted: boolean,
  ) {}

  /**
   * The id of the MLflow experiment for an experiment of the application.
   *
   * @throws MlflowExperimentError when it is deleted or not there.
   * @throws MlflowRequestError
   */
  idOf(experiment: string): Promise<string> {
    const name = this.nameOf(experiment);
    let id = this.known.get(name);
    if (id === undefined) {
      id = this.resolve(name);
      this.known.set(name, id);
      id.catch(() => this.known.delete(name));
    }
    return id;
  }

  /** It may have been deleted meanwhile: look again. */
  forget(experiment: string): void {
    this.known.delete(this.nameOf(experiment));
  }

  private nameOf(experiment: string): string {
    if (this.choice === 'by-experiment')
      return cutText(experiment.trim(), MAX_NAME) || 'unnamed';
    return 'id' in this.choice ? this.choice.id : this.choice.name;
  }

  private async resolve(name: string): Promise<string> {
    const isById = typeof this.choice === 'object' && 'id' in this.choice;
    const found = isById
      ? await this.find('get', { experiment_id: name })
      : await this.findOrMake(name);
    if (found === undefined)
      throw new MlflowExperimentError(name, 'does not exist');
    if (found.isDeleted) await this.restore(found);
    return found.id;
  }

  /** Others may make it at the same time. */
  private async findOrMake(name: string): Promise<Found | undefined> {
    for (let tries = 1; ; tries++) {
      const found = await this.find('get-by-name', { experiment_name: name });
      if (found !== undefined || tries > TRIES) return found;
      try {
        const made = await this.client.post(`${ROOT}/create`, { name });
        return {
          id: textIn(made, `${ROOT}/create`, 'experiment_id'),
          name,
          isDeleted: false,
        };
      } catch (thrown) {
        if (codeOf(thrown) !== 'RESOURCE_ALREADY_EXISTS') throw thrown;
      }
    }
  }

  private async find(
    call: 'get' | 'get-by-name',
    query: Record<string, string>,
  ): Promise<Found | undefined> {
    try {
      const answer = await this.client.get(`${ROOT}/${call}`, query);
      const text = (key: string): string =>
        textIn(answer, `${ROOT}/${call}`, `experiment.${key}`);
      return {
        id: text('experiment_id'),
        name: text('name'),
        isDeleted: text('lifecycle_stage') === 'deleted',
      };
    } catch (thrown) {
      if (codeOf(thrown) === 'RESOURCE_DOES_NOT_EXIST') return undefined;
      throw thrown;
    }
  }

  private async restore({ id, name }: Found): Promise<void> {
    if (!this.restoreDeleted)
      throw new MlflowExperimentError(name, 'is deleted');
    try {
      await this.client.post(`${ROOT}/restore`, { experiment_id: id });
    } catch (thrown) {
      // Another process may have been faster.
      const now = await this.find('get', { experiment_id: id });
      if (now === undefined || now.isDeleted) throw thrown;
    }
  }
}

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof MlflowRequestError ? thrown.errorCode : undefined;
}
