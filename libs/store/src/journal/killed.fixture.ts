import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** When a process is killed. */
export interface Killing {
  /** Whether its reports show that it is where it should be. */
  readonly isDue: (reports: string) => boolean;
  /** How long after that at most, in milliseconds. */
  readonly withinMs: number;
}

/**
 * Starts a program that reports on file 3, and kills it at a random moment.
 *
 * @returns the lines of its reports.
 * @throws Error when it ended by itself.
 */
export async function killed(
  args: readonly string[],
  { isDue, withinMs }: Killing,
): Promise<string[]> {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const ended = once(child, 'close');
  let text = '';
  let isMarked = false;
  (child.stdio[3] as Readable)
    .setEncoding('latin1')
    .on('data', (chunk: string) => {
      text += chunk;
      if (isMarked || !isDue(text)) return;
      isMarked = true;
      setTimeout(() => child.kill('SIGKILL'), Math.random() * withinMs);
    });
  const [code, signal] = (await ended) as [number | null, string | null];
  if (signal !== 'SIGKILL') throw new Error(`it ended with ${code ?? signal}`);
  // What stands behind the last line break is half of one.
  return text.split('\n').slice(0, -1);
}
