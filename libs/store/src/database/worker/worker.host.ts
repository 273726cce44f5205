import { Worker } from 'node:worker_threads';
import { Notices } from '../../journal/notices.js';
import { addCounts, NO_COUNTS } from './worker-counts.js';
import type {
  WorkerCounts,
  WorkerFault,
  WorkerMessage,
  WorkerReport,
  WorkerRequest,
  WorkerTask,
} from './worker-messages.js';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 30_000;
/** How long before the deadline the thread takes no more, so that it can close. */
const CLOSING_MS = 100;

type Question = Extract<WorkerRequest, { readonly id: number }>;
type Answer = Extract<WorkerMessage, { readonly id: number }>;

interface Pending {
  readonly question: Question;
  readonly answer: (message: Answer) => void;
}

/** Runs the thread, and starts another one when it ends by itself. @internal */
export class WorkerHost {
  /** How often a thread has ended that was not stopped. */
  restarts = 0;
  /** Why there is none at the moment, or the last one ended. */
  fault: WorkerFault | undefined = undefined;
  private worker: Worker | undefined = undefined;
  private report: WorkerReport | undefined = undefined;
  /** Of the threads before this one. */
  private earlier: WorkerCounts = NO_COUNTS;
  private timer: NodeJS.Timeout | undefined = undefined;
  private waitMs = FIRST_WAIT_MS;
  private nextId = 0;
  private isStopping = false;
  private readonly pending = new Map<number, Pending>();
  private readonly notices: Notices;

  constructor(
    private readonly task: WorkerTask,
    private readonly program: URL,
    warn: (message: string) => void,
  ) {
    this.notices = new Notices(warn);
  }

  get state(): WorkerReport['state'] | 'waiting' {
    if (this.fault !== undefined) return 'waiting';
    return this.report?.state ?? 'starting';
  }

  get counts(): WorkerCounts {
    return addCounts(this.earlier, this.report?.counts ?? NO_COUNTS);
  }

  get behindBytes(): number {
    return this.report?.behindBytes ?? 0;
  }

  start(): void {
    const damage = this.fault?.damage;
    // Nothing of the application's runs in it: no loaders, no preloaded modules.
    const worker = new Worker(this.program, {
      workerData: { ...this.task, damage } satisfies WorkerTask,
      execArgv: [],
      name: 'spearmint-store',
    });
    this.worker = worker;
    worker.on('message', (message: WorkerMessage) => this.take(message));
    worker.on('error', (error: Error) => this.meetFault(crash(error)));
    worker.on('exit', () => this.meetEnd());
    // After the listeners, which would take it back.
    worker.unref();
    for (const { question } of this.pending.values())
      worker.postMessage(question);
  }

  /** Settles with the thread's answer; undefined when there is none in time. */
  async ask(
    type: Question['type'],
    deadlineMs: number,
  ): Promise<Answer | undefined> {
    const id = ++this.nextId;
    const question: Question = { type, id };
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve) => {
        timer = setTimeout(() => resolve(undefined), deadlineMs);
        this.pending.set(id, { question, answer: resolve });
        this.worker?.postMessage(question);
      });
    } finally {
      clearTimeout(timer);
      this.pending.delete(id);
    }
  }

  /** Has the thread take what is there, and waits until it has ended; never rejects. */
  async stop(deadlineMs: number): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.timer);
    if (this.worker !== undefined) await this.end(this.worker, deadlineMs);
    for (const [id, { answer }] of this.pending)
      answer({ type: 'failed', id, message: 'The store was stopped.' });
  }

  /** Ends the thread where it is; for tests. */
  async kill(): Promise<void> {
    await this.worker?.terminate();
  }

  private async end(worker: Worker, deadlineMs: number): Promise<void> {
    const request: WorkerRequest = {
      type: 'stop',
      deadlineMs: Math.max(0, deadlineMs - CLOSING_MS),
    };
    worker.ref();
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, deadlineMs);
      worker.once('exit', () => resolve());
      worker.postMessage(request);
    });
    clearTimeout(timer);
    // It has ended, or is held up by something that has no end.
    await worker.terminate();
  }

  private take(message: WorkerMessage): void {
    switch (message.type) {
      case 'report':
        return this.takeReport(message.report);
      case 'fault':
        return this.meetFault(message.fault);
      case 'warn':
        return this.notices.say(message.message, message.message);
      default:
        this.pending.get(message.id)?.answer(message);
    }
  }

  private takeReport(report: WorkerReport): void {
    this.report = report;
    if (report.state === 'starting') return;
    if (this.fault !== undefined) this.notices.settle(this.fault.code);
    this.fault = undefined;
    this.waitMs = FIRST_WAIT_MS;
  }

  /** Its last word: the end of the thread follows. */
  private meetFault(fault: WorkerFault): void {
    this.fault = fault;
    // Damage is told by the next one, which mends it.
    if (fault.damage === undefined) this.notices.say(fault.code, fault.message);
  }

  private meetEnd(): void {
    this.worker = undefined;
    this.earlier = this.counts;
    this.report = undefined;
    if (this.isStopping) return;
    this.restarts++;
    this.timer = setTimeout(() => this.start(), this.waitMs).unref();
    this.waitMs = Math.min(LONGEST_WAIT_MS, this.waitMs * 2);
  }
}

function crash({ message }: Error): WorkerFault {
  return {
    code: 'crash',
    damage: undefined,
    message: `The thread that writes the database ended: ${message}. It is started again; branches wait in the journal.`,
  };
}
