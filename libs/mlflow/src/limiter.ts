import { MlflowRequestError } from './rest/mlflow-request.error.js';

/** As many as two batches of the recorder: what waits beyond waits in the recorder. */
const MAX_WAITING = 512;

/** Lets so many pieces of work run at a time, in order of their coming. @internal */
export class Limiter {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limit: number) {}

  /** @throws MlflowRequestError when too much is waiting. */
  assertRoom(most = MAX_WAITING): void {
    if (this.waiting.length <= most) return;
    throw new MlflowRequestError({
      method: 'POST',
      path: '/api/2.0/mlflow/runs/create',
      detail: `${this.waiting.length} that came before still wait for the server`,
      isUnclear: false,
      remedy: 'Check the MLflow server: it answers slower than branches come.',
    });
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.limit)
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running++;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.running--;
      else next();
    }
  }
}
