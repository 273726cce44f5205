import * as fs from 'node:fs';
import { codeOf } from '../../journal/code-of.js';
import type {
  JournalPosition,
  SegmentPosition,
} from '../../journal/journal-position.interface.js';
import { listSegments } from '../../journal/segment-list.js';

interface CatchUp {
  /** Where the journals ended when it was asked for; nothing when that could not be read. */
  readonly ends: ReadonlyMap<string, SegmentPosition> | undefined;
  readonly done: () => void;
}

/** Those who wait until everything that was written before they asked is in the database. @internal */
export class CatchUps {
  private waiting: readonly CatchUp[] = [];

  constructor(private readonly folder: string) {}

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  add(done: () => void): void {
    this.waiting = [...this.waiting, { ends: endsOf(this.folder), done }];
  }

  /** The database has everything up to a position. */
  reached(position: JournalPosition): void {
    if (this.isEmpty) return;
    this.finish(this.waiting.filter(({ ends }) => covers(position, ends)));
  }

  /**
   * To be called before a pass over the journals.
   *
   * @returns what to call when it has found nothing more: then a torn last line, which
   * no position gets behind, is all that can be left.
   */
  beginPass(): () => void {
    const { waiting } = this;
    return () => this.finish(waiting);
  }

  private finish(those: readonly CatchUp[]): void {
    this.waiting = this.waiting.filter((one) => !those.includes(one));
    for (const { done } of those) done();
  }
}

/** Where each journal of a folder ends now. */
function endsOf(folder: string): Map<string, SegmentPosition> | undefined {
  try {
    const ends = new Map<string, SegmentPosition>();
    for (const [journal, segments] of listSegments(fs, folder)) {
      const last = segments.at(-1);
      if (last !== undefined)
        ends.set(journal, { segment: last.number, offset: last.bytes });
    }
    return ends;
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? new Map() : undefined;
  }
}

function covers(
  position: JournalPosition,
  ends: ReadonlyMap<string, SegmentPosition> | undefined,
): boolean {
  if (ends === undefined) return false;
  return [...ends].every(([journal, { segment, offset }]) => {
    const at = position[journal];
    if (at === undefined) return offset === 0;
    return (
      at.segment > segment || (at.segment === segment && at.offset >= offset)
    );
  });
}
