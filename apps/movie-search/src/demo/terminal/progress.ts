import cliProgress from 'cli-progress';

/** Shows how far something is. */
export interface Progress {
  step(): void;
  end(): void;
}

/** A bar on a terminal, a line for every fifth of the way elsewhere. */
export function showProgress(
  total: number,
  stream: NodeJS.WriteStream,
): Progress {
  return stream.isTTY ? bar(total, stream) : lines(total, stream);
}

function bar(total: number, stream: NodeJS.WriteStream): Progress {
  const single = new cliProgress.SingleBar({
    stream,
    format: '{bar} {value}/{total} queries, {eta_formatted} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
  });
  single.start(total, 0);
  return { step: () => single.increment(), end: () => single.stop() };
}

function lines(total: number, stream: NodeJS.WritableStream): Progress {
  let done = 0;
  return {
    step() {
      const before = Math.floor((done * 5) / total);
      const now = Math.floor((++done * 5) / total);
      if (now > before) {
        stream.write(`${now * 20}%: ${done}/${total} queries\n`);
      }
    },
    end: () => undefined,
  };
}
