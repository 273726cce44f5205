import { mkdirSync, utimesSync } from 'node:fs';
import { basename } from 'node:path';
import { codeOf } from '../../journal/code-of.js';
import type { JournalPosition } from '../../journal/journal-position.interface.js';
import { PositionFile } from '../../journal/position-file.js';
import { sinkFiles, type SinkFiles } from '../../journal/sink-files.js';

const EVERY_MS = 5_000;

/** The name of a database among the sinks, which no sink can have. @internal */
export function holdName(path: string): string {
  return `@${basename(path)}`;
}

/** Where a database tells how far it is. @internal */
export function holdFiles(folder: string, path: string): SinkFiles {
  return sinkFiles(folder, holdName(path));
}

/**
 * Tells the journal that there is a database that wants what it has not, also while that
 * cannot be opened. Never throws.
 *
 * @internal
 */
export function keepHold(folder: string, path: string): void {
  const { folder: hold } = holdFiles(folder, path);
  try {
    mkdirSync(hold, { recursive: true });
    const now = new Date();
    utimesSync(hold, now, now);
  } catch {
    // Then nothing can be deleted there either.
  }
}

/**
 * Tells the journal how far the database is, so that nothing is deleted that it has
 * not. What counts is the place in the database; this one may be behind it.
 *
 * @internal
 */
export class JournalHold {
  private readonly files: SinkFiles;
  private saved: JournalPosition | undefined = undefined;
  private savedAt = -Infinity;

  constructor(
    folder: string,
    path: string,
    private readonly warn: (message: string) => void,
  ) {
    this.files = holdFiles(folder, path);
  }

  /** Saves a position that has changed, from time to time; never rejects. */
  async keep(
    position: JournalPosition | undefined,
    isLast = false,
  ): Promise<void> {
    const now = performance.now();
    if (position === undefined) return;
    if (!isLast && now - this.savedAt < EVERY_MS) return;
    // The file's age tells that it is in use, changed or not.
    this.savedAt = now;
    if (position === this.saved && isLast) return;
    try {
      mkdirSync(this.files.folder, { recursive: true });
      await new PositionFile(this.files.cursor).save(position);
      this.saved = position;
    } catch (error) {
      this.warn(
        `"${this.files.cursor}" was not written (${codeOf(error)}), which keeps the journal from deleting what the database has not. See that the folder can be written to.`,
      );
    }
  }
}
