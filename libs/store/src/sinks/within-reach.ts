import * as fs from 'node:fs';
import type { JournalPosition } from '../journal/journal-position.interface.js';
import { listSegments } from '../journal/segment-list.js';

/**
 * A position as it is where the journal has deleted what was at it: at the beginning of
 * what is still there, so that what is gone does not count as missed a second time.
 *
 * @throws what the file system throws.
 * @internal
 */
export function withinReach(
  folder: string,
  position: JournalPosition,
): JournalPosition {
  const places = { ...position };
  for (const [journal, [first]] of listSegments(fs, folder)) {
    const place = places[journal];
    if (
      first !== undefined &&
      place !== undefined &&
      place.segment < first.number
    )
      places[journal] = { segment: first.number, offset: 0 };
  }
  return places;
}
