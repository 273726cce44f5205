import type { OnceLog } from '../once-log.js';
import type { MlflowClient } from './mlflow.client.js';
import { MlflowRequestError } from './mlflow-request.error.js';

const SCHEME = 'mlflow-artifacts:';
const WITHOUT = 'Runs are recorded without their artifacts.';

/** Writes artifacts through the tracking server, where it takes them. @internal */
export class Artifacts {
  private isOff: boolean;

  constructor(
    private readonly client: MlflowClient,
    isOn: boolean,
    private readonly log: OnceLog,
  ) {
    this.isOff = !isOn;
  }

  /**
   * Writes a file of a run, or says once why it cannot.
   *
   * @throws MlflowRequestError for what may pass.
   */
  async write(uri: string, name: string, text: string): Promise<void> {
    if (this.isOff) return;
    if (!uri.startsWith(SCHEME)) {
      this.log.say(
        'scheme',
        `MLflow keeps artifacts of this experiment at "${uri.replace(/:.*$/s, ':')}", which cannot be written through the server. ` +
          `${WITHOUT} Start it with --serve-artifacts and --artifacts-destination, or set \`artifacts: false\`.`,
      );
      return;
    }
    const folder = uri.slice(SCHEME.length).replace(/^\/\/[^/]*/, '');
    const path = `${folder}/${name}`.split('/').map(encode).join('/');
    try {
      await this.client.raw({
        method: 'PUT',
        path: `/api/2.0/mlflow-artifacts/artifacts/${path.replace(/^\/+/, '')}`,
        headers: { 'content-type': 'application/json' },
        body: text,
      });
    } catch (thrown) {
      this.takeRefusal(thrown);
    }
  }

  private takeRefusal(thrown: unknown): void {
    if (!(thrown instanceof MlflowRequestError)) throw thrown;
    const isRefused =
      thrown.errorCode === 'FEATURE_DISABLED' ||
      (thrown.status !== undefined && thrown.status < 500);
    if (!isRefused || thrown.status === 429 || thrown.status === 408)
      throw thrown;
    this.isOff = thrown.errorCode === 'FEATURE_DISABLED';
    this.log.say('refused', `${thrown.message} ${WITHOUT}`);
  }
}

/** A path may have been escaped already. */
function encode(segment: string): string {
  return encodeURIComponent(segment).replaceAll('%25', '%');
}
