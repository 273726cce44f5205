import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface FakeRun {
  readonly id: string;
  readonly experimentId: string;
  readonly startTime: number;
  readonly tags: Record<string, string>;
  readonly params: Record<string, string>;
  readonly metrics: { key: string; value: unknown; step: number }[];
  status: string;
  isDeleted: boolean;
}

/** What happens to a request: an answer, none, half of one, or the work done and then one of these. */
export type Fault =
  | { status: number; body?: string; headers?: Record<string, string> }
  | 'hang'
  | 'half'
  | 'reset'
  | { afterwards: Exclude<Fault, object> | { status: number; body?: string } }
  /** Done when this resolves. */
  | { after: Promise<unknown> };

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

/** What a client asks for a run with. */
interface NewRun {
  readonly experiment_id: string;
  readonly start_time: number;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

/** The part of a tracking server that the backend uses, in memory, and whatever can go wrong with it. */
export class FakeMlflow {
  readonly seen: Seen[] = [];
  readonly runs = new Map<string, FakeRun>();
  readonly experiments = new Map<string, { id: string; isDeleted: boolean }>();
  readonly artifacts = new Map<string, string>();
  traces: Buffer[] = [];
  artifactScheme = 'mlflow-artifacts:';
  /** Decides what happens to each request. */
  fault: (request: Seen) => Fault | undefined = () => undefined;
  private readonly server = createServer((request, response) => {
    void this.take(request, response);
  });

  private readonly connections = new Set<Socket>();

  static async start(): Promise<FakeMlflow> {
    const fake = new FakeMlflow();
    fake.server.on('connection', (socket) => {
      fake.connections.add(socket);
      socket.once('close', () => fake.connections.delete(socket));
    });
    await new Promise<void>((ready) =>
      fake.server.listen(0, '127.0.0.1', ready),
    );
    return fake;
  }

  get uri(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  /** Waits until no client holds a connection any more. */
  async left(): Promise<void> {
    for (const socket of this.connections) await once(socket, 'close');
  }

  /** Fails the next requests to a path, one fault each. */
  failNext(path: string, ...faults: Fault[]): void {
    this.fault = (request) =>
      request.path.includes(path) ? faults.shift() : undefined;
  }

  count(path: string): number {
    return this.seen.filter((request) => request.path.includes(path)).length;
  }

  active(): FakeRun[] {
    return [...this.runs.values()].filter(({ isDeleted }) => !isDeleted);
  }

  private async take(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const raw = Buffer.concat(chunks);
    const seen = {
      method: request.method ?? '',
      path: request.url ?? '',
      body: raw.toString(),
      headers: request.headers,
    };
    this.seen.push(seen);
    const fault = this.fault(seen);
    if (typeof fault === 'object' && 'after' in fault) {
      await fault.after;
      return this.reply(response, seen, raw);
    }
    if (typeof fault === 'object' && 'afterwards' in fault) {
      this.work(seen, raw);
      return this.misbehave(response, fault.afterwards);
    }
    if (fault !== undefined) return this.misbehave(response, fault);
    this.reply(response, seen, raw);
  }

  private misbehave(response: ServerResponse, fault: Fault): void {
    if (fault === 'hang') return;
    if (fault === 'reset') return void response.destroy();
    if (fault === 'half') {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"run":');
      setImmediate(() => response.destroy());
      return;
    }
    if (!('status' in fault)) return;
    response.writeHead(fault.status, 'headers' in fault ? fault.headers : {});
    response.end(fault.body ?? '');
  }

  private reply(response: ServerResponse, seen: Seen, raw: Buffer): void {
    const { status, body } = this.work(seen, raw);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  }

  private work(
    { path, body }: Seen,
    raw: Buffer,
  ): { status: number; body: unknown } {
    const url = new URL(path, this.uri);
    const call = url.pathname.replace(/^.*\/api\/2\.0\/mlflow\//, '');
    if (url.pathname.endsWith('/v1/traces')) {
      this.traces.push(raw);
      return { status: 200, body: {} };
    }
    if (url.pathname.includes('mlflow-artifacts')) {
      this.artifacts.set(
        url.pathname.replace(/^.*artifacts\/artifacts\//, ''),
        body,
      );
      return { status: 200, body: {} };
    }
    const json = body === '' ? {} : JSON.parse(body);
    switch (call) {
      case 'experiments/get-by-name':
      case 'experiments/get':
        return this.experiment(url.searchParams);
      case 'experiments/create': {
        if (this.experiments.has(json.name))
          return refused('RESOURCE_ALREADY_EXISTS');
        const id = String(this.experiments.size + 1);
        this.experiments.set(json.name, { id, isDeleted: false });
        return { status: 200, body: { experiment_id: id } };
      }
      case 'experiments/restore': {
        for (const experiment of this.experiments.values())
          if (experiment.id === json.experiment_id)
            experiment.isDeleted = false;
        return { status: 200, body: {} };
      }
      case 'runs/create':
        return this.create(json);
      case 'runs/search': {
        const [, key = '', value = ''] =
          /`(.+)` = '(.*)'/.exec(json.filter) ?? [];
        const runs = this.active().filter((run) => run.tags[key] === value);
        return {
          status: 200,
          body: { runs: runs.map((run) => this.shown(run)) },
        };
      }
      case 'runs/log-batch': {
        const run = this.run(json.run_id);
        for (const param of json.params) run.params[param.key] = param.value;
        run.metrics.push(...json.metrics);
        return { status: 200, body: {} };
      }
      case 'runs/set-tag':
        this.run(json.run_id).tags[json.key] = json.value;
        return { status: 200, body: {} };
      case 'runs/update':
        this.run(json.run_id).status = json.status;
        return { status: 200, body: {} };
      case 'runs/delete':
        this.run(json.run_id).isDeleted = true;
        return { status: 200, body: {} };
      default:
        return refused('ENDPOINT_NOT_FOUND', 404);
    }
  }

  private experiment(query: URLSearchParams): {
    status: number;
    body: unknown;
  } {
    const id = query.get('experiment_id');
    const name = query.get('experiment_name');
    for (const [known, experiment] of this.experiments)
      if (known === name || experiment.id === id)
        return {
          status: 200,
          body: {
            experiment: {
              experiment_id: experiment.id,
              name: known,
              lifecycle_stage: experiment.isDeleted ? 'deleted' : 'active',
            },
          },
        };
    return refused('RESOURCE_DOES_NOT_EXIST', 404);
  }

  private create(json: NewRun): { status: number; body: unknown } {
    const run: FakeRun = {
      id: `run${this.runs.size + 1}`,
      experimentId: json.experiment_id,
      startTime: json.start_time,
      tags: Object.fromEntries(json.tags.map(({ key, value }) => [key, value])),
      params: {},
      metrics: [],
      status: 'RUNNING',
      isDeleted: false,
    };
    this.runs.set(run.id, run);
    return { status: 200, body: { run: this.shown(run) } };
  }

  private run(id: string): FakeRun {
    const run = this.runs.get(id);
    if (run === undefined) throw new Error(`no run ${id}`);
    return run;
  }

  private shown({ id, status, experimentId }: FakeRun): unknown {
    return {
      info: {
        run_id: id,
        status,
        artifact_uri: `${this.artifactScheme}/${experimentId}/${id}/artifacts`,
      },
    };
  }
}

function refused(
  code: string,
  status = 400,
): { status: number; body: unknown } {
  return { status, body: { error_code: code, message: `said ${code}` } };
}
