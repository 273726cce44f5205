import type { Connection } from '../connection/connection.js';
import { type Answer, failureOf, isDisabled, isPassing } from './answer.js';
import { jsonObjectOf } from './json-object.js';
import { MlflowRequestError } from './mlflow-request.error.js';
import type { MlflowSeams } from './mlflow-seams.interface.js';
import { Pauses } from './pauses.js';
import { retryAfterMs } from './retry-after.js';
import { type Request, Transport } from './transport.js';

const BACKOFF_MS = 200;
const MAX_BACKOFF_MS = 10_000;

type Query = Readonly<Record<string, string>>;

/**
 * Speaks with a tracking server. Requests that can be repeated are, with growing
 * pauses, for as long as `retryForMs`; when the server asks for a pause, all wait.
 *
 * @internal
 */
export class MlflowClient {
  /** How many requests were sent. */
  requests = 0;
  private readonly transport: Transport;
  private readonly pauses: Pauses;

  constructor(
    readonly connection: Connection,
    private readonly options: { timeoutMs: number; retryForMs: number },
    private readonly seams: MlflowSeams,
  ) {
    this.transport = new Transport(connection, options.timeoutMs, seams);
    this.pauses = new Pauses(seams.now);
  }

  get(path: string, query: Query): Promise<Record<string, unknown>> {
    const search = new URLSearchParams(query).toString();
    return this.json({ method: 'GET', path: `${path}?${search}` });
  }

  /** Sends what may be sent twice. */
  post(path: string, body: unknown): Promise<Record<string, unknown>> {
    return this.json(postOf(path, body));
  }

  /** Sends what must not be done twice: again only when it certainly was not done. */
  async postOnce(
    path: string,
    body: unknown,
  ): Promise<Record<string, unknown>> {
    const request = postOf(path, body);
    return objectOf(request, await this.send(request, isUndone));
  }

  /** Sends anything that may be sent twice, and takes any answer that is a success. */
  async raw(request: Request): Promise<void> {
    await this.send(request, isWorthAnother);
  }

  /** Ends what is under way; nothing can be sent any more. */
  close(): void {
    this.transport.close();
    this.pauses.cut();
  }

  private async json(request: Request): Promise<Record<string, unknown>> {
    return objectOf(request, await this.send(request, isWorthAnother));
  }

  private async send(
    request: Request,
    mayRepeat: (failure: Failure) => boolean,
  ): Promise<Answer> {
    const end = this.seams.now() + this.options.retryForMs;
    let error: MlflowRequestError | undefined;
    for (let attempt = 1; ; attempt++) {
      if (!(await this.pauses.asked(end))) throw error ?? askedToWait(request);
      const failure = await this.attempt(request);
      if (!('error' in failure)) return failure;
      error = failure.error;
      const backoffMs =
        Math.min(MAX_BACKOFF_MS, BACKOFF_MS * 2 ** (attempt - 1)) *
        (0.5 + this.seams.random() / 2);
      const isInTime = this.seams.now() + backoffMs <= end;
      const isOver = this.transport.isClosed || !isInTime;
      if (isOver || !mayRepeat(failure)) throw error;
      await this.pauses.for(backoffMs);
    }
  }

  private async attempt(request: Request): Promise<Answer | Failure> {
    this.requests++;
    let answer: Answer;
    try {
      answer = await this.transport.send(request);
    } catch (error) {
      return { error: error as MlflowRequestError };
    }
    if (answer.status >= 200 && answer.status < 300) return answer;
    const wait = retryAfterMs(answer.retryAfter, this.seams.date());
    if (wait !== undefined && isPassing(answer)) this.pauses.ask(wait);
    return { error: errorOf(request, answer), answer };
  }
}

interface Failure {
  readonly error: MlflowRequestError;
  readonly answer?: Answer;
}

function postOf(path: string, body: unknown): Request {
  return {
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

function isWorthAnother({ answer }: Failure): boolean {
  return answer === undefined || isPassing(answer);
}

function isUndone({ error, answer }: Failure): boolean {
  if (answer === undefined) return !error.isUnclear;
  return answer.status === 429 && isPassing(answer);
}

function errorOf(request: Request, answer: Answer): MlflowRequestError {
  const failure = failureOf(answer);
  return new MlflowRequestError({
    method: request.method,
    path: pathOf(request),
    ...failure,
    ...(isDisabled(answer) && {
      errorCode: 'FEATURE_DISABLED',
      isUnclear: false,
      remedy:
        'Start the server without --artifacts-only, or with --serve-artifacts, or give MLFLOW_TRACKING_URI another one.',
    }),
  });
}

function askedToWait(request: Request): MlflowRequestError {
  return new MlflowRequestError({
    method: request.method,
    path: pathOf(request),
    detail: 'the server has asked for a longer pause than retryForMs',
    isUnclear: false,
    remedy: 'Send fewer branches, or raise retryForMs.',
  });
}

/** @throws MlflowRequestError for what is no object of JSON. */
function objectOf(request: Request, answer: Answer): Record<string, unknown> {
  const object = jsonObjectOf(answer.text);
  if (object !== undefined) return object;
  throw new MlflowRequestError({
    method: request.method,
    path: pathOf(request),
    status: answer.status,
    detail: 'the answer is no JSON object',
    isUnclear: true,
    remedy:
      'Check that MLFLOW_TRACKING_URI is the root of an MLflow tracking server, and no proxy or login page stands before it.',
  });
}

/** Queries hold names of experiments, and are long. */
function pathOf({ path }: Request): string {
  return path.replace(/\?.*$/, '');
}
