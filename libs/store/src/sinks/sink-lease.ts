import { randomUUID } from 'node:crypto';
import { codeOf } from '../journal/code-of.js';
import type { JournalSeams } from '../journal/journal-seams.interface.js';
import {
  hasEnded,
  type ProcessIdentity,
  thisProcess,
} from '../journal/process-identity.js';
import { removeFile } from '../journal/remove-file.js';
import type { SinkFiles } from '../journal/sink-files.js';

const RENEW_MS = 5_000;
/** Of a process on another host, say, nothing else tells that it has ended. */
const STALE_MS = 30_000;

interface Holder extends ProcessIdentity {
  readonly token: string;
}

/**
 * Of the processes that share a folder, one delivers to a sink: the one that has the
 * lease. It renews it; when it has ended, or does not come to renew it, another one
 * takes over. Two that believe to have it for a moment deliver twice, at worst.
 *
 * @internal
 */
export class SinkLease {
  private readonly token = randomUUID();
  private timer: NodeJS.Timeout | undefined = undefined;
  private isOver = false;

  constructor(
    private readonly files: SinkFiles,
    private readonly seams: Pick<JournalSeams, 'fs' | 'date'>,
  ) {}

  get isHeld(): boolean {
    return this.timer !== undefined;
  }

  /**
   * Takes it if it is free, and was not released before.
   *
   * @returns whether it is ours now.
   * @throws what the file system throws.
   */
  take(): boolean {
    if (this.isHeld) return true;
    if (this.isOver || !this.isFree()) return false;
    this.seams.fs.mkdirSync(this.files.folder, { recursive: true });
    this.write();
    if (this.holder()?.token !== this.token) return false;
    this.timer = setInterval(() => this.renew(), RENEW_MS).unref();
    return true;
  }

  /** For good: a delivery that hung when its store was closed must not take it again. */
  release(): void {
    this.isOver = true;
    if (!this.isHeld) return;
    this.drop();
    if (this.holder()?.token === this.token)
      removeFile(this.seams.fs, this.files.lease);
  }

  private renew(): void {
    try {
      if (this.holder()?.token === this.token) this.write();
      else this.drop();
    } catch {
      // It gets stale, should this last.
    }
  }

  private drop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private isFree(): boolean {
    const { fs, date } = this.seams;
    const stat = fs.statSync(this.files.lease, { throwIfNoEntry: false });
    if (stat === undefined || date() - stat.mtimeMs > STALE_MS) return true;
    const holder = this.holder();
    return holder !== undefined && hasEnded(holder);
  }

  /** Nothing where the lease is gone, or cannot be read. */
  private holder(): Holder | undefined {
    try {
      const text = this.seams.fs.readFileSync(this.files.lease, 'utf8');
      return JSON.parse(text) as Holder;
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError)
        return undefined;
      throw error;
    }
  }

  private write(): void {
    const { fs } = this.seams;
    const draft = `${this.files.lease}.${this.token}`;
    const holder: Holder = { ...thisProcess(), token: this.token };
    // Renamed, so that nobody finds half of it.
    fs.writeFileSync(draft, JSON.stringify(holder));
    fs.renameSync(draft, this.files.lease);
  }
}
