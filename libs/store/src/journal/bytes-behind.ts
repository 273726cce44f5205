import * as fs from 'node:fs';
import type { JournalPosition } from './journal-position.interface.js';
import { listSegments } from './segment-list.js';
import { unreadBytes } from './unread-bytes.js';

/** How much of a folder's journals is behind a position, in bytes. @internal */
export function bytesBehind(folder: string, position: JournalPosition): number {
  try {
    let bytes = 0;
    for (const [journal, segments] of listSegments(fs, folder))
      for (const segment of segments)
        bytes += unreadBytes(fs, segment, position[journal]);
    return bytes;
  } catch {
    // There is no folder, or it cannot be read: there is nothing to be behind of.
    return 0;
  }
}
