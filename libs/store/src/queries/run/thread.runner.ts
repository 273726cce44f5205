import { Worker } from 'node:worker_threads';
import { QueryFault } from '../errors/read-fault.js';
import type {
  QueryName,
  QueryResult,
  QueryTask,
} from '../sql/store-queries.js';
import type {
  QueryAnswer,
  QueryRequest,
  ReaderTask,
} from './query-messages.js';
import type { QueryRunner } from './query-runner.interface.js';

/** How many queries wait for an answer at most. */
const MOST_WAITING = 256;

interface Waiting {
  readonly timer: NodeJS.Timeout;
  readonly resolve: (result: unknown) => void;
  readonly reject: (fault: QueryFault) => void;
}

/**
 * Runs queries in a thread of their own, one after the other, so that the caller's
 * thread does other things meanwhile. It is started by the first query, and another
 * one when it has ended by itself or was ended since a query took too long.
 *
 * @internal
 */
export class ThreadRunner implements QueryRunner {
  private worker: Worker | undefined = undefined;
  private nextId = 0;
  private readonly waiting = new Map<number, Waiting>();

  constructor(
    private readonly task: ReaderTask,
    private readonly program: URL,
    private readonly timeoutMs: number,
  ) {}

  async run<N extends QueryName>(
    name: N,
    task: QueryTask<N>,
  ): Promise<QueryResult<N>> {
    if (this.waiting.size >= MOST_WAITING)
      throw readFault(
        `${MOST_WAITING} queries wait for an answer. Ask again when there are fewer.`,
      );
    const worker = (this.worker ??= this.start());
    const id = ++this.nextId;
    const request: QueryRequest = { id, name, task };
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => void this.end(worker, this.tooLong()),
        this.timeoutMs,
      );
      this.waiting.set(id, {
        timer,
        resolve: resolve as (result: unknown) => void,
        reject,
      });
      // The process waits for answers, not for the thread.
      worker.ref();
      worker.postMessage(request);
    });
  }

  async close(): Promise<void> {
    if (this.worker === undefined) return;
    await this.end(this.worker, 'The reader was closed.');
  }

  private start(): Worker {
    // Nothing of the application's runs in it: no loaders, no preloaded modules.
    const worker = new Worker(this.program, {
      workerData: this.task,
      execArgv: [],
      name: 'spearmint-reader',
    });
    worker.on('message', (answer: QueryAnswer) => this.settle(answer));
    const meetEnd = (why: string): void =>
      void this.end(
        worker,
        `Its thread ended: ${why}. The next query starts another one.`,
      );
    worker.on('error', ({ message }: Error) => meetEnd(message));
    worker.on('exit', (code) => meetEnd(`exit code ${code}`));
    return worker;
  }

  private settle(answer: QueryAnswer): void {
    const waiting = this.waiting.get(answer.id);
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    this.waiting.delete(answer.id);
    if (this.waiting.size === 0) this.worker?.unref();
    if (answer.fault === undefined) waiting.resolve(answer.result);
    else waiting.reject(new QueryFault(answer.fault));
  }

  /** Those that wait behind a query that takes too long would wait in vain. */
  private async end(worker: Worker, reason: string): Promise<void> {
    if (this.worker === worker) {
      this.worker = undefined;
      for (const { timer, reject } of this.waiting.values()) {
        clearTimeout(timer);
        reject(readFault(reason));
      }
      this.waiting.clear();
    }
    await worker.terminate();
  }

  private tooLong(): string {
    return (
      `A query took longer than timeoutMs, ${this.timeoutMs} ms. ` +
      'Narrow it by time, experiment or status, or raise timeoutMs.'
    );
  }
}

function readFault(reason: string): QueryFault {
  return new QueryFault({ kind: 'read', reason });
}
