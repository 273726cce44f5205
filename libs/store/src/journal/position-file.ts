import { open, readFile, rename } from 'node:fs/promises';
import { codeOf } from './code-of.js';
import type { JournalPosition } from './journal-position.interface.js';

/** Keeps a position in a file, so that a reader goes on where it was. @publicApi */
export class PositionFile {
  /** @param path the file; its folder has to be there. */
  constructor(readonly path: string) {}

  /**
   * The position that was saved last; the beginning when there is none.
   *
   * @throws SyntaxError when the file holds something else.
   */
  async load(): Promise<JournalPosition> {
    try {
      const text = await readFile(this.path, 'utf8');
      return JSON.parse(text) as JournalPosition;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return {};
      throw error;
    }
  }

  /** Replaces the position; a crash leaves the old one or the new one. */
  async save(position: JournalPosition): Promise<void> {
    const draft = `${this.path}.tmp`;
    const file = await open(draft, 'w');
    try {
      await file.writeFile(JSON.stringify(position));
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(draft, this.path);
  }
}
