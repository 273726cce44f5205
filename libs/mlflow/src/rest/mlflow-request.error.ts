import { SpearmintError } from 'nestjs-spearmint';

/** What came of a request. @internal */
export interface FailedRequest {
  readonly method: string;
  readonly path: string;
  readonly status?: number;
  readonly errorCode?: string;
  /** What the server said, or what happened to the connection. */
  readonly detail: string;
  readonly isUnclear: boolean;
  readonly remedy: string;
  readonly cause?: unknown;
}

/**
 * An MLflow tracking server did not do what it was asked for: it could not be reached, took too long, or refused.
 *
 * @remedy See that MLFLOW_TRACKING_URI leads to a tracking server that runs and lets this user in; the message has its answer. Calls are not affected, and the recorder tries again.
 * @publicApi
 */
export class MlflowRequestError extends SpearmintError {
  readonly code = 'SPEARMINT_E_MLFLOW_REQUEST';
  readonly method: string;
  /** The path of the request. */
  readonly path: string;
  /** The HTTP status; absent when no answer came. */
  readonly status: number | undefined;
  /** MLflow's code, such as `INVALID_PARAMETER_VALUE`. */
  readonly errorCode: string | undefined;
  /** Whether the server may have done it all the same. */
  readonly isUnclear: boolean;

  /** @internal */
  constructor(failed: FailedRequest) {
    const { method, path, status, errorCode, detail, remedy } = failed;
    const answer = [status, errorCode].filter((part) => part !== undefined);
    super(
      `MLflow: ${method} ${path} failed${answer.length > 0 ? ` with ${answer.join(' ')}` : ''}: ${detail}. ${remedy}`,
      failed.cause === undefined ? undefined : { cause: failed.cause },
    );
    this.method = method;
    this.path = path;
    this.status = status;
    this.errorCode = errorCode;
    this.isUnclear = failed.isUnclear;
  }
}
