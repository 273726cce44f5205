import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const installer = resolve(import.meta.dirname, '../../../.ci/mlflow');

/** A real tracking server with a database and artifacts of its own, on a free port of this machine. */
export class MlflowServer {
  private process: ChildProcess | undefined = undefined;
  private log = '';

  private constructor(
    private readonly python: string,
    private readonly folder: string,
    private readonly port: number,
  ) {}

  /** Installs MLflow where it is missing, which takes about a minute, and starts it. */
  static async start(): Promise<MlflowServer> {
    const { stdout } = await run(installer);
    const folder = await mkdtemp(join(tmpdir(), 'spearmint-mlflow-'));
    const server = new MlflowServer(stdout.trim(), folder, await freePort());
    await server.up();
    return server;
  }

  get uri(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it again, with what it had. */
  async up(): Promise<void> {
    const database = `sqlite:///${join(this.folder, 'mlflow.db')}`;
    const options = `--backend-store-uri ${database} --artifacts-destination ${join(this.folder, 'artifacts')} --host 127.0.0.1 --port ${this.port} --workers 1`;
    this.process = spawn(
      this.python,
      ['-m', 'mlflow', 'server', ...options.split(' ')],
      {
        cwd: this.folder,
        // A group of its own, because it starts processes in turn.
        detached: true,
        env: {
          ...process.env,
          MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
          MLFLOW_DISABLE_TELEMETRY: 'true',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.on(
        'data',
        (text) => (this.log = `${this.log}${text}`.slice(-4_000)),
      );
    await this.healthy();
  }

  async down(): Promise<void> {
    const { process: child } = this;
    if (child?.pid === undefined || child.exitCode !== null) return;
    const ended = new Promise((end) => child.once('exit', end));
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.down();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Reads what MLflow has, by its REST API. */
  async read(path: string, body?: unknown): Promise<any> {
    const response = await fetch(
      `${this.uri}${path}`,
      body === undefined
        ? {}
        : {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          },
    );
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  /** Runs a script of MLflow's own Python client; gives what it prints, from JSON. */
  async ask(script: string): Promise<any> {
    const { stdout } = await run(this.python, ['-c', script], {
      env: {
        ...process.env,
        MLFLOW_TRACKING_URI: this.uri,
        GIT_PYTHON_REFRESH: 'quiet',
      },
    });
    return JSON.parse(stdout);
  }

  private async healthy(): Promise<void> {
    const end = Date.now() + 90_000;
    while (Date.now() < end) {
      const isUp = await fetch(`${this.uri}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isUp) return;
      if (this.process?.exitCode !== null) break;
      await new Promise((next) => setTimeout(next, 100));
    }
    throw new Error(`mlflow server did not start:\n${this.log}`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
