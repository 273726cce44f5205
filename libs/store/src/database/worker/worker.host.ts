import { Worker } from 'node:worker_threads';
import { Notices } from '../../journal/notices.js';
import type { SqlDriverName } from '../driver/sql-connection.interface.js';
import { crashOf, faultOf } from './fault-of.js';
import { keepHold } from './journal-hold.js';
import { RestartTimer } from './restart-timer.js';
import { addCounts, NO_COUNTS } from './worker-counts.js';
import type {
  WorkerCounts,
  WorkerFault,
  WorkerMessage,
  WorkerReport,
  WorkerRequest,
  WorkerTask,
} from './worker-messages.js';

/** How long before the deadline the thread takes no more, so that it can close. */
const CLOSING_MS = 100;

type Question = Extract<WorkerRequest, { readonly id: number }>;
type Answer = Extract<WorkerMessage, { readonly id: number }>;

interface Pending {
  readonly question: Question;
  readonly answer: (message: Answer) => void;
}

/** What a host works with. @internal */
export interface HostSeams {
  /** The program of the thread. */
  readonly program: URL;
  /** The driver that the thread uses. @throws where none can be had, for now or at all. */
  readonly driver: () => SqlDriverName;
  readonly warn: (message: string) => void;
  readonly log: (message: string) => void;
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
  private readonly restart = new RestartTimer();
  private nextId = 0;
  private isStopping = false;
  private readonly pending = new Map<number, Pending>();
  private readonly notices: Notices;
  /** Those since all was well. */
  private readonly faults: Notices;

  constructor(
    private readonly task: Omit<WorkerTask, 'driver'>,
    private readonly seams: HostSeams,
  ) {
    this.notices = new Notices(seams.warn);
    this.faults = new Notices(seams.warn);
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

  /** Starts the thread; where that fails, it is tried again. Never throws. */
  start(): void {
    keepHold(this.task.folder, this.task.path);
    try {
      this.launch();
    } catch (error) {
      this.meetFault(faultOf(error, this.task.path));
      this.meetEnd();
    }
  }

  private launch(): void {
    const driver = this.seams.driver();
    const damage = this.fault?.damage;
    // Nothing of the application's runs in it: no loaders, no preloaded modules.
    const worker = new Worker(this.seams.program, {
      workerData: { ...this.task, driver, damage } satisfies WorkerTask,
      execArgv: [],
      name: 'spearmint-store',
    });
    this.worker = worker;
    worker.on('message', (message: WorkerMessage) => this.take(message));
    worker.on('error', (error: Error) =>
      this.meetFault(crashOf(error, this.task.path)),
    );
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
    this.restart.cancel();
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
    this.fault = undefined;
    this.restart.reset();
    if (this.faults.settleAll()) this.tellOpen();
  }

  private tellOpen(): void {
    // Which does not throw, whatever the application's logger does.
    new Notices(this.seams.log).say(
      'open',
      `The database "${this.task.path}" is open now, and takes what waits in the journal.`,
    );
  }

  /** Its last word: the end of the thread follows. */
  private meetFault(fault: WorkerFault): void {
    this.fault = fault;
    // Damage is told by the next one, which mends it.
    if (fault.damage === undefined) this.faults.say(fault.code, fault.message);
  }

  private meetEnd(): void {
    this.worker = undefined;
    this.earlier = this.counts;
    this.report = undefined;
    if (this.isStopping) return;
    this.restarts++;
    this.restart.schedule(() => this.start(), this.fault?.isLasting);
  }
}
