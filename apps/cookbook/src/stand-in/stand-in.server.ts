import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { answer } from './answer.js';
import { ApiError } from './api.error.js';
import { type ChatRequest, readRequest } from './chat-request.js';
import { completion, events } from './completion.js';
import { MODELS } from './models.js';

/** How a request fails: with a status, or without an answer. */
type Failure = number | 'hang up';

/**
 * A server of the OpenAI-compatible chat interface on this machine, without a
 * model behind it: the same request has the same answer.
 */
@Injectable()
export class StandInServer implements OnApplicationShutdown {
  /** What it was asked, in order. */
  readonly requests: ChatRequest[] = [];
  private readonly failures: { how: Failure; model?: string }[] = [];
  private server: Server | undefined;

  /** Listens, and gives the base URL for clients. */
  async start(port = 0): Promise<string> {
    const server = createServer((request, response) => {
      void this.handle(request, response);
    });
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  }

  /** Answers the next requests, of all or for one model, with this status (429, 500), or hangs up. */
  failNext(
    how: Failure,
    { times = 1, model }: { times?: number; model?: string } = {},
  ): void {
    const failure = { how, model };
    this.failures.push(...Array.from({ length: times }, () => failure));
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  private async handle(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    try {
      await this.route(request, response);
    } catch (error) {
      const refusal =
        error instanceof ApiError ? error : new ApiError(500, String(error));
      if (refusal.status === 429) response.setHeader('retry-after', '1');
      if (!response.headersSent) send(response, refusal.status, refusal);
    }
  }

  private async route(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { method, url, headers } = request;
    if (!/^Bearer \S+$/.test(headers.authorization ?? ''))
      throw new ApiError(401, 'You did not provide an API key.', {
        code: 'invalid_api_key',
      });
    if (method === 'GET' && url === '/v1/models')
      return send(response, 200, { object: 'list', data: listModels() });
    if (method !== 'POST' || url !== '/v1/chat/completions')
      throw new ApiError(404, `Invalid URL (${method} ${url})`);
    const asked = readRequest(await text(request));
    this.requests.push(asked);
    const id = `chatcmpl-${this.requests.length}`;
    const { latencyMs, fails } = MODELS[asked.model];
    const failure = this.takeFailure(asked.model) ?? fails;
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    await sleep(latencyMs, undefined, { signal: gone.signal });
    if (failure === 'hang up') return void response.destroy();
    if (failure !== undefined)
      throw new ApiError(failure, 'The stand-in was told to fail.');
    const given = answer(asked);
    if (asked.stream !== true)
      return send(response, 200, completion(id, asked, given));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of events(id, asked, given)) response.write(event);
    response.end();
  }

  private takeFailure(model: string): Failure | undefined {
    const place = this.failures.findIndex(
      (failure) => (failure.model ?? model) === model,
    );
    return place < 0 ? undefined : this.failures.splice(place, 1)[0].how;
  }
}

function listModels(): object[] {
  return Object.keys(MODELS).map((id) => ({
    id,
    object: 'model',
    owned_by: 'stand-in',
  }));
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
