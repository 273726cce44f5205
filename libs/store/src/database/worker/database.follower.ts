import * as fs from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MANY_CONFIGS } from '../ingest/config-keys.js';
import { BareJournalReader } from '../../journal/bare-journal.reader.js';
import type { SqlDriver } from '../driver/sql-connection.interface.js';
import { bytesBehind } from '../../journal/bytes-behind.js';
import { LostSegments, sayLost } from '../../journal/lost-segments.js';
import type { JournalPosition } from '../../journal/journal-position.interface.js';
import { CatchUps } from './catch-ups.js';
import { expireSlice } from './expiry.js';
import { faultOf } from './fault-of.js';
import { IngestSession } from './ingest.session.js';
import { holdName, JournalHold } from './journal-hold.js';
import { rebuildDatabase } from './rebuild-database.js';
import { inodeOf, setAside } from './set-aside.js';
import { StandbyReader } from './standby.reader.js';
import type {
  WorkerCounts,
  WorkerFault,
  WorkerReport,
  WorkerTask,
} from './worker-messages.js';
import { WriterLock } from './writer-lock.js';

/** How many lines of the journal a transaction takes at most. */
const BATCH = 1_000;
const REPORT_MS = 250;
const EXPIRE_MS = 60_000;

/** What a follower tells. @internal */
export interface FollowerSeams {
  readonly warn: (message: string) => void;
  readonly report: (report: WorkerReport) => void;
}

interface Rebuild {
  readonly done: (branches: number) => void;
  readonly fail: (message: string) => void;
}

/**
 * Keeps a database up to date with the journals of a folder, until it is stopped or
 * meets a fault. Then its thread ends too, whoever started it starts another one: only
 * the end of a thread closes everything that every driver has opened.
 *
 * @internal
 */
export class DatabaseFollower {
  private state: WorkerReport['state'] = 'starting';
  private readonly counts = {
    added: 0,
    known: 0,
    refused: 0,
    expired: 0,
    setAside: 0,
    generation: 0,
  };
  private readonly reader: BareJournalReader;
  private readonly lost: LostSegments;
  private readonly lock: WriterLock;
  private readonly standby: StandbyReader;
  private readonly catchUps: CatchUps;
  private readonly hold: JournalHold;
  private position: JournalPosition | undefined = undefined;
  private session: IngestSession | undefined = undefined;
  private rebuild: Rebuild | undefined = undefined;
  private reportedAt = -Infinity;
  private expiredAt = -Infinity;
  private stopAt = Infinity;
  private wake = new AbortController();

  constructor(
    private readonly task: WorkerTask,
    private readonly driver: SqlDriver,
    private readonly seams: FollowerSeams,
  ) {
    this.reader = new BareJournalReader(
      task.folder,
      { batchSize: BATCH },
      seams.warn,
      (...segments) => this.tellLost(...segments),
    );
    this.lost = new LostSegments(fs, task.folder, holdName(task.path));
    this.lock = new WriterLock(driver, `${task.path}-writer`);
    this.standby = new StandbyReader(driver, task);
    this.catchUps = new CatchUps(task.folder);
    this.hold = new JournalHold(task.folder, task.path, seams.warn);
  }

  /** Calls `done` when everything that was written so far is in the database. */
  catchUp(done: () => void): void {
    this.catchUps.add(() => {
      this.report(true);
      done();
    });
    this.wake.abort();
  }

  /** Makes the database anew from the journal. */
  startRebuild(rebuild: Rebuild): void {
    if (this.rebuild !== undefined)
      return rebuild.fail('It is being made anew already.');
    this.rebuild = rebuild;
    this.wake.abort();
  }

  /** Takes what is in the journals now, as far as the time is enough, and ends. */
  stop(deadlineMs: number): void {
    this.stopAt = performance.now() + deadlineMs;
    this.catchUp(() => (this.stopAt = -Infinity));
  }

  /**
   * Follows until it is stopped; never rejects.
   *
   * @returns the fault that ended it, if any.
   */
  async run(): Promise<WorkerFault | undefined> {
    try {
      while (!this.isOver()) await this.turn();
      return undefined;
    } catch (error) {
      // Nothing is well only because it could be opened.
      this.state = 'starting';
      return faultOf(error, this.task.path);
    } finally {
      this.report(true);
      await this.hold.keep(this.position, true);
      this.close();
    }
  }

  private isOver(): boolean {
    return performance.now() >= this.stopAt;
  }

  private async turn(): Promise<void> {
    fs.mkdirSync(dirname(this.task.path), { recursive: true });
    if (!this.lock.take()) return this.standBy();
    this.standby.close();
    if (this.session !== undefined && !fs.existsSync(this.task.path))
      throw new Error('somebody deleted it; it is made again from the journal');
    const isAtEnd = await this.follow();
    if (this.rebuild !== undefined) return this.runRebuild(this.rebuild);
    if (isAtEnd && this.expire()) await this.rest();
  }

  /** @returns whether it got to the end of the journals. */
  private async follow(): Promise<boolean> {
    const endPass = this.catchUps.beginPass();
    const session = (this.session ??= this.open());
    this.position = session.writer.position;
    const isAtEnd = await session.pass(this.reader, ({ position }, written) => {
      this.counts.added += written.added;
      this.counts.known += written.known;
      this.refuse(written.refused);
      this.tellCrowded(written.crowded);
      this.position = position;
      this.catchUps.reached(position);
      this.report();
      return !this.isOver() && this.rebuild === undefined;
    });
    if (isAtEnd) endPass();
    await this.hold.keep(this.position);
    return isAtEnd;
  }

  private open(): IngestSession {
    const { path, damage } = this.task;
    if (damage !== undefined && damage.inode === inodeOf(path)) {
      const aside = setAside(path, Date.now());
      this.counts.setAside++;
      this.seams.warn(
        `The database "${path}" was damaged (${damage.code}). It was moved to "${aside}" and is made again from the journal; ` +
          'branches that the journal does not hold any more are only there.',
      );
    }
    const session = IngestSession.open(this.driver, path);
    this.counts.generation++;
    this.state = 'following';
    return session;
  }

  private refuse(reasons: readonly string[]): void {
    this.counts.refused += reasons.length;
    for (const reason of new Set(reasons))
      this.seams.warn(
        `The journal has records that the database does not take, since ${reason}. They are left out, the others are written. ` +
          'See whether somebody edited the journal, or a later release wrote it.',
      );
  }

  private tellLost(journal: string, from: number, to: number): void {
    const { folder, path } = this.task;
    const count = this.lost.count(journal, from, to);
    if (count > 0)
      this.seams.warn(sayLost(count, folder, `the database "${path}"`));
  }

  private tellCrowded(experiments: readonly string[]): void {
    for (const experiment of experiments)
      this.seams.warn(
        `More than ${MANY_CONFIGS.toLocaleString('en')} different configs of "${experiment}" are recorded. Each has figures of its own in the database, ` +
          'which stay when its branches are deleted. Where callers make up configs, have what differs in each call be an argument, and no part of the config.',
      );
  }

  /** Another process writes to the database; this one goes on when that has ended. */
  private async standBy(): Promise<void> {
    this.state = 'standby';
    this.rebuild?.fail('Another process writes to it; make it anew there.');
    this.rebuild = undefined;
    if (!this.catchUps.isEmpty) {
      const endPass = this.catchUps.beginPass();
      if (this.standby.isUpToDate()) endPass();
    }
    await this.rest();
  }

  private async runRebuild(rebuild: Rebuild): Promise<void> {
    const session = (this.session ??= this.open());
    try {
      const branches = await rebuildDatabase(
        this.driver,
        this.task,
        session.connection,
        this.seams.warn,
        () => this.isOver(),
      );
      rebuild.done(branches);
    } catch (error) {
      rebuild.fail(faultOf(error, this.task.path).message);
      throw error;
    } finally {
      this.rebuild = undefined;
    }
  }

  /** @returns whether nothing is left to delete for now. */
  private expire(): boolean {
    const now = performance.now();
    if (now - this.expiredAt < EXPIRE_MS || this.session === undefined)
      return true;
    const { connection } = this.session;
    const { deleted, isDone } = expireSlice(connection, this.task, Date.now());
    this.counts.expired += deleted;
    if (isDone) this.expiredAt = now;
    return isDone;
  }

  private report(isDue = false): void {
    const now = performance.now();
    if (!isDue && now - this.reportedAt < REPORT_MS) return;
    this.reportedAt = now;
    const { unreadable, torn, missed } = this.reader.stats();
    const counts: WorkerCounts = {
      ...this.counts,
      unreadable: unreadable + torn,
      missed,
    };
    const behindBytes =
      this.session === undefined
        ? 0
        : bytesBehind(this.task.folder, this.position ?? {});
    this.seams.report({ state: this.state, counts, behindBytes });
  }

  private async rest(): Promise<void> {
    this.report();
    const { signal } = this.wake;
    await pause(this.task.pollMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) this.wake = new AbortController();
  }

  private close(): void {
    for (const part of [this.session, this.standby])
      try {
        part?.close();
      } catch {
        // It was broken; the end of the thread closes it.
      }
    this.lock.release();
  }
}
