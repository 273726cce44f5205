import * as fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf } from './code-of.js';
import type { JournalEntry } from './journal-entry.interface.js';
import { decodeLine, salvage } from './journal-line.js';
import type {
  JournalPosition,
  SegmentPosition,
} from './journal-position.interface.js';
import type { JournalReaderStats } from './journal-stats.interface.js';
import { readLines } from './segment-lines.js';
import { SeenSegments } from './seen-segments.js';
import { listSegments, type SegmentInfo } from './segment-list.js';

/** How a reader reads. @publicApi */
export class JournalReaderOptions {
  /**
   * How many lines a batch has at most.
   * @default 256
   */
  batchSize = 256;
  /**
   * How often a follower looks for more, in milliseconds.
   * @default 100
   */
  pollMs = 100;
}

/** What to read. @publicApi */
export interface JournalReadOptions {
  /**
   * Where to go on: the `position` of a batch, from this reader or an earlier one.
   * @default {}, the beginning
   */
  readonly from?: JournalPosition;
  /**
   * Whether to wait for more at the end.
   * @default false
   */
  readonly follow?: boolean;
  /** Ends the reading, without an error. */
  readonly signal?: AbortSignal;
}

/** What was read at once. @publicApi */
export interface JournalBatch {
  /** Of one journal, in the order of writing; can be empty where nothing was readable. */
  readonly entries: readonly JournalEntry[];
  /** Where to go on after this batch. */
  readonly position: JournalPosition;
  /** Where to go on after its first `count` entries, from 0 up. */
  after(count: number): JournalPosition;
}

/** Is told of segments that were deleted before they were read: from one up to before another; in each reading again. @internal */
export type OnMissed = (journal: string, from: number, to: number) => void;

/** How far one journal was read, and what that gave. */
interface Step {
  readonly entries: readonly JournalEntry[];
  readonly at: SegmentPosition;
  /** For each entry, the first byte behind it. */
  readonly ends: readonly number[];
}

/**
 * What reads the journals of a folder, without anything of Nest: a thread that needs
 * nothing else of it starts in a fraction of the time.
 *
 * @internal
 */
export class BareJournalReader {
  private readonly counts = { read: 0, unreadable: 0, torn: 0, missed: 0 };
  private readonly options: JournalReaderOptions;
  private readonly said = new Set<string>();
  private readonly seen = new SeenSegments();

  constructor(
    private readonly folder: string,
    options: Partial<JournalReaderOptions>,
    private readonly warn: (message: string) => void,
    private readonly onMissed: OnMissed = () => undefined,
  ) {
    const defaults = new JournalReaderOptions();
    this.options = {
      batchSize: options.batchSize ?? defaults.batchSize,
      pollMs: options.pollMs ?? defaults.pollMs,
    };
  }

  /** What this reader has come across so far. */
  stats(): JournalReaderStats {
    return { ...this.counts };
  }

  /**
   * The records from a position on. Records that cannot be read are left out, counted
   * and said.
   *
   * @throws what the file system throws, except for a folder that is not there (yet).
   */
  async *read({
    from = {},
    follow = false,
    signal,
  }: JournalReadOptions = {}): AsyncGenerator<JournalBatch, void> {
    let position = from;
    const isStopped = (): boolean => signal?.aborted === true;
    for (;;) {
      if (isStopped()) return;
      const journals = this.list();
      this.lookBack(journals, position);
      position = without(position, journals);
      let isQuiet = true;
      for (const [journal, segments] of journals) {
        for await (const step of this.readJournal(
          segments,
          position[journal],
        )) {
          const batch = batchOf(journal, position, step);
          ({ position } = batch);
          this.counts.read += batch.entries.length;
          isQuiet = false;
          yield batch;
          if (isStopped()) return;
        }
      }
      if (!follow) return;
      if (isQuiet)
        await pause(this.options.pollMs, undefined, { signal }).catch(
          () => undefined,
        );
    }
  }

  private list(): Map<string, SegmentInfo[]> {
    try {
      return listSegments(fs, this.folder);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return new Map();
      throw error;
    }
  }

  private async *readJournal(
    segments: readonly SegmentInfo[],
    from: SegmentPosition | undefined,
  ): AsyncGenerator<Step> {
    let next = firstOf(segments, from);
    for (const [index, segment] of segments.entries()) {
      if (segment.number < next) continue;
      if (segment.number > next)
        this.miss(segment.journal, next, segment.number);
      next = segment.number + 1;
      const offset = from?.segment === segment.number ? from.offset : 0;
      // Followed by another one, it is not written to any more.
      const isComplete = index < segments.length - 1;
      if (segment.bytes > offset)
        yield* this.readSegment(segment, offset, isComplete);
      if (isComplete)
        yield { entries: [], ends: [], at: { segment: next, offset: 0 } };
    }
  }

  private async *readSegment(
    { path, number, journal }: SegmentInfo,
    from: number,
    isComplete: boolean,
  ): AsyncGenerator<Step> {
    let end = from;
    try {
      for await (const part of readLines(path, from, this.options.batchSize)) {
        const entries: JournalEntry[] = [];
        const ends: number[] = [];
        for (const line of part.lines) {
          end += line.length + 1;
          for (const entry of this.decode(line, path)) {
            entries.push(entry);
            ends.push(end);
          }
        }
        yield { entries, ends, at: { segment: number, offset: end } };
      }
      if (isComplete) this.checkEnd(path, end);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      // Deleted since it was listed.
      if (isComplete) this.miss(journal, number, number + 1);
    }
  }

  private lookBack(
    journals: ReadonlyMap<string, SegmentInfo[]>,
    position: JournalPosition,
  ): void {
    // A folder that is away for a moment tells nothing.
    if (journals.size === 0) return;
    for (const { journal, from, to } of this.seen.gone(journals, position))
      this.miss(journal, from, to);
    this.seen.keep(journals, position);
  }

  private miss(journal: string, from: number, to: number): void {
    this.counts.missed += to - from;
    this.onMissed(journal, from, to);
  }

  private decode(line: Buffer, path: string): JournalEntry[] {
    const entry = decodeLine(line);
    if (entry !== undefined) return [entry];
    this.counts.unreadable++;
    this.say(
      `"${path}" has lines that are damaged, or of another version. They are left out, the others are read. ` +
        'See whether the disk is sound, and whether somebody edited the file.',
    );
    return salvage(line);
  }

  private checkEnd(path: string, end: number): void {
    const bytes = fs.statSync(path, { throwIfNoEntry: false })?.size ?? end;
    if (bytes <= end) return;
    this.counts.torn++;
    this.say(
      `"${path}" ends within a line, which is left out. It was being written when its process or its disk failed, and was not reported as recorded.`,
    );
  }

  /** Says each thing once. */
  private say(message: string): void {
    if (this.said.has(message)) return;
    this.said.add(message);
    this.warn(message);
  }
}

function batchOf(
  journal: string,
  before: JournalPosition,
  { entries, at, ends }: Step,
): JournalBatch {
  const position = { ...before, [journal]: at };
  return {
    entries,
    position,
    after(count) {
      if (count >= entries.length) return position;
      const offset = ends[count - 1];
      return offset === undefined
        ? before
        : { ...position, [journal]: { segment: at.segment, offset } };
    },
  };
}

/** The number of the segment to read first. */
function firstOf(
  segments: readonly SegmentInfo[],
  from: SegmentPosition | undefined,
): number {
  const first = segments[0]?.number ?? 0;
  if (from === undefined) return first;
  // Begun and deleted since: read to its end, for all that can be known.
  const isPassed = from.offset > 0 && from.segment < first;
  return isPassed ? from.segment + 1 : from.segment;
}

/** Without the journals that are not there any more. */
function without(
  position: JournalPosition,
  journals: ReadonlyMap<string, unknown>,
): JournalPosition {
  // A folder that is away for a moment is no reason to begin anew.
  if (journals.size === 0) return position;
  return Object.fromEntries(
    Object.entries(position).filter(([journal]) => journals.has(journal)),
  );
}
