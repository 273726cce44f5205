import * as fs from 'node:fs';
import { mkdir, open, rename, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../journal/code-of.js';
import type { JournalEntry } from '../journal/journal-entry.interface.js';
import type { Notices } from '../journal/notices.js';
import { endOfLines } from '../journal/repair.js';
import { readLines } from '../journal/segment-lines.js';
import type { DeadLetter } from './dead-letter.interface.js';

const LINES_AT_ONCE = 256;

/**
 * The dead letters of a sink: two files, of which the older one goes when both are
 * full, and while they are replayed those that are under way.
 *
 * @internal
 */
export class DeadLetters {
  /** How many there are. */
  held = 0;
  /** How many had to go for others. */
  lost = 0;
  readonly path: string;
  private isMended = false;
  private readonly older: string;
  private readonly replayed: readonly [string, string];

  constructor(
    private readonly sink: string,
    private readonly folder: string,
    private readonly limitBytes: number,
    private readonly notices: Notices,
  ) {
    this.path = join(folder, 'dead-letters.jsonl');
    this.older = join(folder, 'dead-letters.older.jsonl');
    this.replayed = [
      join(folder, 'dead-letters.replay-older.jsonl'),
      join(folder, 'dead-letters.replay.jsonl'),
    ];
  }

  /** Counts those that earlier processes have left. Never rejects. */
  async load(): Promise<void> {
    try {
      let held = 0;
      for (const path of [...this.replayed, this.older, this.path])
        held += await linesIn(path);
      this.held = held;
    } catch (error) {
      this.notices.say(
        'letters',
        `The dead letters of the sink "${this.sink}" cannot be read: ${codeOf(error)}. See what is wrong with "${this.path}".`,
      );
    }
  }

  /** Puts a record here that failed while others passed. @throws what the file system throws. */
  async bury(
    { record, truncated }: JournalEntry,
    error: string,
    tries: number,
  ): Promise<void> {
    await this.add({
      at: new Date().toISOString(),
      error,
      tries,
      ...(truncated.length > 0 && { truncated }),
      branch: record,
    });
    this.notices.say(
      'dead-letter',
      `The sink "${this.sink}" did not take a record in ${tries} tries while it took others, the last with ${error}. ` +
        `It is in "${this.path}", and the sink goes on; more may follow, stats() counts them. ` +
        `Mend the cause and deliver it again with replayDeadLetters('${this.sink}').`,
    );
  }

  /** Once it resolves, the disk has it. @throws what the file system throws. */
  async add(letter: DeadLetter): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const line = Buffer.from(`${JSON.stringify(letter)}\n`);
    await this.makeRoom(line.length);
    await this.mend();
    const file = await open(this.path, 'a', 0o640);
    try {
      await file.appendFile(line);
      await file.datasync();
    } finally {
      await file.close();
    }
    this.held++;
  }

  /**
   * Takes all that are there out, one by one; what is added meanwhile is not among
   * them. Those that were taken when the process ends are there again.
   */
  async *takeAll(): AsyncGenerator<DeadLetter, void> {
    const [first, second] = this.replayed;
    // What an interrupted replay has left goes first, and alone.
    if (!(await exists(first)) && !(await exists(second))) {
      await moveIfThere(this.older, first);
      await moveIfThere(this.path, second);
    }
    for (const path of this.replayed) {
      for await (const letter of lettersIn(path)) {
        yield letter;
        this.held--;
      }
      await rm(path, { force: true });
    }
  }

  /** Cuts off what a process that was killed has left of a line. */
  private async mend(): Promise<void> {
    if (this.isMended) return;
    const size = await sizeOf(this.path);
    const end = size === 0 ? 0 : endOfLines(fs, this.path, size);
    if (end < size) await truncate(this.path, end);
    this.isMended = true;
  }

  private async makeRoom(bytes: number): Promise<void> {
    const size = (await sizeOf(this.path)) + bytes;
    if (size === bytes || size <= this.limitBytes / 2) return;
    const lost = await linesIn(this.older);
    await rename(this.path, this.older);
    this.held -= lost;
    if (lost > 0) this.tellLost(lost);
  }

  private tellLost(count: number): void {
    this.lost += count;
    this.notices.say(
      'letters-lost',
      `The dead letters of the sink "${this.sink}" reached deadLetterBytes (${this.limitBytes}): the oldest ${count} were deleted; ` +
        'more may follow, stats() counts them. Mend what makes the backend refuse them, or raise it.',
    );
  }
}

async function* lettersIn(path: string): AsyncGenerator<DeadLetter, void> {
  if (!(await exists(path))) return;
  for await (const { lines } of readLines(path, 0, LINES_AT_ONCE))
    for (const line of lines) yield* letterIn(line);
}

/** Nothing where somebody edited the file. */
function letterIn(line: Buffer): DeadLetter[] {
  try {
    return [JSON.parse(line.toString()) as DeadLetter];
  } catch {
    return [];
  }
}

async function linesIn(path: string): Promise<number> {
  if (!(await exists(path))) return 0;
  let count = 0;
  for await (const { lines } of readLines(path, 0, LINES_AT_ONCE))
    count += lines.length;
  return count;
}

async function moveIfThere(from: string, to: string): Promise<void> {
  if (await exists(from)) await rename(from, to);
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 0;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return (await sizeOf(path)) > 0;
}
