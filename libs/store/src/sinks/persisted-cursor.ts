import { mkdir } from 'node:fs/promises';
import { codeOf } from '../journal/code-of.js';
import type { JournalPosition } from '../journal/journal-position.interface.js';
import type { Notices } from '../journal/notices.js';
import { PositionFile } from '../journal/position-file.js';
import type { SinkFiles } from '../journal/sink-files.js';

/** How far a sink has delivered, in memory and in a file, which is never ahead. @internal */
export class PersistedCursor {
  private current: JournalPosition = {};
  private isSaved = true;
  private readonly file: PositionFile;

  constructor(
    private readonly sink: string,
    private readonly files: SinkFiles,
    private readonly notices: Notices,
  ) {
    this.file = new PositionFile(files.cursor);
  }

  get position(): JournalPosition {
    return this.current;
  }

  /** Whether the file is behind. */
  get isDirty(): boolean {
    return !this.isSaved;
  }

  /** Takes up what the last holder has saved. @throws what the file system throws. */
  async load(): Promise<void> {
    try {
      const position = await this.file.load();
      // Where the file is gone, what is known is better than the beginning.
      if (Object.keys(position).length > 0) this.current = position;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.notices.say(
        'cursor',
        `"${this.files.cursor}" does not say how far the sink "${this.sink}" has delivered: it is damaged. ` +
          'It gets again all that the journal holds; records have ids to tell those it knows. See whether the disk is sound.',
      );
    }
  }

  move(position: JournalPosition): void {
    this.current = position;
    this.isSaved = false;
  }

  /** @returns whether it is saved; never rejects. */
  async save(): Promise<boolean> {
    const { current } = this;
    try {
      await mkdir(this.files.folder, { recursive: true });
      await this.file.save(current);
      this.isSaved = current === this.current;
      this.notices.settle('cursor');
      return true;
    } catch (error) {
      this.notices.say(
        'cursor',
        `The sink "${this.sink}" delivers, and cannot keep how far it is in "${this.files.cursor}": ${codeOf(error)}. ` +
          'After a restart it delivers again what it has delivered since. See that the folder can be written to.',
      );
      return false;
    }
  }
}
