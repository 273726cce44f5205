import { setImmediate as nextTurn } from 'node:timers/promises';
import type { JournalFs } from './journal-seams.interface.js';

const CHUNK = 262_144;
const LINE_BREAK = 10;

/** How many lines an open file has from a byte on, a chunk in each turn of the event loop. @internal */
export async function countLines(
  fs: Pick<JournalFs, 'readSync'>,
  file: number,
  from: number,
): Promise<number> {
  const chunk = Buffer.allocUnsafe(CHUNK);
  let lines = 0;
  for (let at = from; ;) {
    const length = fs.readSync(file, chunk, 0, CHUNK, at);
    if (length === 0) return lines;
    const data = chunk.subarray(0, length);
    for (
      let index = data.indexOf(LINE_BREAK);
      index >= 0;
      index = data.indexOf(LINE_BREAK, index + 1)
    )
      lines++;
    at += length;
    await nextTurn();
  }
}
