import type { Connection } from '../connection/connection.js';
import type { Answer } from './answer.js';
import { MlflowRequestError } from './mlflow-request.error.js';
import type { MlflowSeams } from './mlflow-seams.interface.js';

/** @internal */
export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** With its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** No byte of a request has left when one of these ends it. */
const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const REMEDY =
  'Check that the MLflow server runs and can be reached from here.';

/** Sends one request and reads its answer to the end, within a time. @internal */
export class Transport {
  private readonly open = new Set<AbortController>();
  isClosed = false;

  constructor(
    private readonly connection: Connection,
    private readonly timeoutMs: number,
    private readonly seams: Pick<MlflowSeams, 'fetch'>,
  ) {}

  /** @throws MlflowRequestError when no answer comes. */
  async send(request: Request): Promise<Answer> {
    if (this.isClosed) throw failed(request, 'the backend is closed', false);
    const abort = new AbortController();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      abort.abort();
    }, this.timeoutMs);
    timer.unref();
    this.open.add(abort);
    try {
      return await this.exchange(request, abort.signal);
    } catch (thrown) {
      if (isLate)
        throw failed(request, `no answer within ${this.timeoutMs} ms`, true);
      if (this.isClosed)
        throw failed(request, 'the backend was closed before the answer', true);
      const reason = reasonOf(thrown);
      throw failed(request, reason.text, !UNSENT.has(reason.code), thrown);
    } finally {
      clearTimeout(timer);
      this.open.delete(abort);
    }
  }

  /** Ends what is under way. */
  close(): void {
    this.isClosed = true;
    for (const abort of this.open) abort.abort();
  }

  private async exchange(
    { method, path, headers, body }: Request,
    signal: AbortSignal,
  ): Promise<Answer> {
    const { baseUrl, headers: login } = this.connection;
    const response = await this.seams.fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        'user-agent': 'nestjs-spearmint-mlflow',
        ...headers,
        ...login,
      },
      body,
      signal,
      // A redirected POST would become a GET.
      redirect: 'manual',
    });
    return {
      status: response.status,
      text: await response.text(),
      retryAfter: response.headers.get('retry-after'),
      location: response.headers.get('location'),
    };
  }
}

function failed(
  { method, path }: Request,
  detail: string,
  isUnclear: boolean,
  cause?: unknown,
): MlflowRequestError {
  return new MlflowRequestError({
    method,
    path: path.replace(/\?.*$/, ''),
    detail,
    isUnclear,
    remedy: REMEDY,
    cause,
  });
}

/** `fetch` hides what happened in the cause. */
function reasonOf(thrown: unknown): { text: string; code: string } {
  const { cause, message } = thrown as { cause?: unknown; message?: unknown };
  const { code, message: inner } = (cause ?? {}) as Record<string, unknown>;
  return {
    code: typeof code === 'string' ? code : '',
    text: [code, inner ?? message].filter(Boolean).join(' ') || 'fetch failed',
  };
}
