import type { FakeMlflow } from './fake-mlflow.fixture.js';
import { MlflowBackend } from './mlflow.backend.js';
import type { MlflowOptions } from './mlflow-options.js';
import { recordOf } from './record-of.fixture.js';
import type { MlflowSeams } from './rest/mlflow-seams.interface.js';

/** Makes the pauses before another try a hundredth of what they are. */
const HURRY = -0.98;

/** Backends of one test, with what they say. */
export class Backends {
  readonly warnings: string[] = [];
  readonly notes: string[] = [];
  private readonly made: MlflowBackend[] = [];

  constructor(private readonly server: FakeMlflow) {}

  make(
    options: Partial<MlflowOptions> = {},
    env: Record<string, string> = {},
    seams: Partial<MlflowSeams> = {},
  ): MlflowBackend {
    const backend = new MlflowBackend(
      { trackingUri: this.server.uri, experimentName: 'test', ...options },
      {
        random: () => HURRY,
        warn: (text) => this.warnings.push(text),
        log: (text) => this.notes.push(text),
        ...seams,
      },
      { env, credentials: () => undefined },
    );
    this.made.push(backend);
    return backend;
  }

  /** One that is past its first call, in which it looks before it makes a run. */
  async warm(options: Partial<MlflowOptions> = {}): Promise<MlflowBackend> {
    const backend = this.make(options);
    await backend.logBranches([recordOf()]);
    this.server.runs.clear();
    this.server.seen.length = 0;
    return backend;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.made.map((backend) => backend.close()));
  }
}

/** What a promise rejects with. */
export async function rejection(
  promise: Promise<unknown>,
): Promise<Error & Record<string, unknown>> {
  try {
    await promise;
  } catch (thrown) {
    return thrown as Error & Record<string, unknown>;
  }
  throw new Error('it did not reject');
}
