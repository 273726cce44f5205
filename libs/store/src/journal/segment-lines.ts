import { open } from 'node:fs/promises';

const CHUNK = 262_144;
const LINE_BREAK = 10;

/** Some lines of a segment, without their line breaks. @internal */
export interface Lines {
  readonly lines: readonly Buffer[];
  /** The first byte behind them. */
  readonly end: number;
}

/**
 * The whole lines of a file from a byte on, up to where it ends now.
 *
 * @param most how many lines at once.
 * @internal
 */
export async function* readLines(
  path: string,
  from: number,
  most: number,
): AsyncGenerator<Lines, void> {
  const file = await open(path, 'r');
  try {
    let rest = Buffer.alloc(0);
    let end = from;
    for (;;) {
      // As much again as is held, so that a long line is not copied too often.
      const chunk = Buffer.allocUnsafe(Math.max(CHUNK, rest.length));
      const { bytesRead } = await file.read(
        chunk,
        0,
        chunk.length,
        end + rest.length,
      );
      if (bytesRead === 0) return;
      const data = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
      let start = 0;
      let lines: Buffer[] = [];
      for (
        let stop = data.indexOf(LINE_BREAK, rest.length);
        stop >= 0;
        stop = data.indexOf(LINE_BREAK, start)
      ) {
        lines.push(data.subarray(start, stop));
        start = stop + 1;
        if (lines.length < most) continue;
        yield { lines, end: end + start };
        lines = [];
      }
      end += start;
      if (lines.length > 0) yield { lines, end };
      rest = data.subarray(start);
    }
  } finally {
    await file.close();
  }
}
