import {
  Branch,
  type BranchRecord,
  BranchRecorder,
  LoggerBackend,
} from 'nestjs-spearmint';

let number = 0;

/** A record like no other. */
export function recordOf(more: Partial<BranchRecord> = {}): BranchRecord {
  number++;
  return {
    id: `branch-${number}`,
    experiment: 'Search.run',
    configId: 'cfg_a',
    config: { model: 'small', llm: { temperature: 0.01, stop: ['a', 'b'] } },
    configSource: 'pool',
    configRead: true,
    role: 'primary',
    status: 'success',
    startedAt: Date.now() + 1_000 + number,
    durationMs: 12.75,
    output: { text: `answer ${number}` },
    ...more,
  };
}

class Tap extends LoggerBackend {
  readonly records: BranchRecord[] = [];

  constructor(private readonly inner: LoggerBackend) {
    super();
  }

  override async logBranches(records: readonly BranchRecord[]): Promise<void> {
    await this.inner.logBranches?.(records);
    this.records.push(...records);
  }
}

/** Records branches as an application does; gives the records that the backend got. */
export async function recordAll(
  backend: LoggerBackend,
  branches: readonly Branch[],
  redact: readonly string[] = [],
): Promise<readonly BranchRecord[]> {
  const tap = new Tap(backend);
  const recorder = new BranchRecorder();
  recorder.attach([tap], { redact: [...redact] });
  for (const branch of branches) recorder.record(branch);
  await recorder.flush();
  return tap.records;
}
