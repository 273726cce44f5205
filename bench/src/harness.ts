import { setImmediate as turn } from 'node:timers/promises';

/** Something to measure: `run` does its work `n` times. */
export interface Case {
  readonly name: string;
  /** The case that it is compared with, in the same rounds. */
  readonly base?: string;
  run(n: number): Promise<void>;
  /** Empties queues before each batch, untimed. */
  reset?(): Promise<unknown>;
}

/** What came out for one case. */
export interface Measurement {
  readonly name: string;
  readonly base: string | undefined;
  /** Median of the rounds: nanoseconds for one time. */
  readonly ns: number;
  /** Median of the rounds' ratios to the base batches before and after. */
  readonly ratio: number | undefined;
  readonly p10: number | undefined;
  readonly p90: number | undefined;
  /** Heap growth for one time, in bytes: the garbage that it makes. */
  readonly bytes: number;
}

interface Batch {
  readonly ns: number;
  readonly bytes: number;
}

const BATCH_NS = 3e6;
/** So many branches fit into the queues in front of the backends. */
const LARGEST_BATCH = 2_048;

/**
 * Runs the cases interleaved, in shuffled rounds. Each batch of a case stands
 * between two batches of its base, and the round's ratio is that of the middle to
 * the mean of the two: what else the machine does at the time hits all three.
 */
export async function measure(
  cases: readonly Case[],
  rounds: number,
): Promise<Measurement[]> {
  const byName = new Map(cases.map((one) => [one.name, one]));
  const sizes = new Map<string, number>();
  for (const one of cases) sizes.set(one.name, await sizeOf(one));
  const batches = new Map<string, Batch[]>();
  const ratios = new Map<string, number[]>();
  const take = async (one: Case): Promise<Batch> => {
    const batch = await runBatch(one, sizes.get(one.name) ?? 1);
    batches.set(one.name, [...(batches.get(one.name) ?? []), batch]);
    return batch;
  };
  for (let round = 0; round < rounds; round++) {
    for (const one of shuffled(cases)) {
      const base = one.base === undefined ? undefined : byName.get(one.base);
      if (base === undefined) {
        await take(one);
        continue;
      }
      const before = await take(base);
      const own = await take(one);
      const after = await take(base);
      const ratio = own.ns / ((before.ns + after.ns) / 2);
      ratios.set(one.name, [...(ratios.get(one.name) ?? []), ratio]);
    }
  }
  return cases.map(({ name, base }) => {
    const own = batches.get(name) ?? [];
    const all = ratios.get(name) ?? [];
    return {
      name,
      base,
      ns: quantile(
        own.map(({ ns }) => ns),
        0.5,
      ),
      ratio: all.length > 0 ? quantile(all, 0.5) : undefined,
      p10: all.length > 0 ? quantile(all, 0.1) : undefined,
      p90: all.length > 0 ? quantile(all, 0.9) : undefined,
      bytes: quantile(
        own.map(({ bytes }) => bytes),
        0.5,
      ),
    };
  });
}

/** A compiled loop of its own for each case, so that no call site is shared. */
export function loop(call: (i: number) => unknown): Case['run'] {
  const body =
    'return async (n) => { let last; for (let i = 0; i < n; i++) last = await call(i); return last; }';
  return new Function('call', body)(call) as Case['run'];
}

/** The same with a turn of the event loop after every 16 calls, as a server has them. */
export function turningLoop(call: (i: number) => unknown): Case['run'] {
  const body =
    'return async (n) => { let last; for (let i = 0; i < n; i++) { last = await call(i); if ((i & 15) === 15) await turn(); } return last; }';
  return new Function('call', 'turn', body)(call, turn) as Case['run'];
}

/** The same for calls that reject. */
export function failingLoop(call: (i: number) => unknown): Case['run'] {
  const body =
    'return async (n) => { let last; for (let i = 0; i < n; i++) try { await call(i); } catch (error) { last = error; } return last; }';
  return new Function('call', body)(call) as Case['run'];
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ??
    NaN
  );
}

async function runBatch(one: Case, n: number): Promise<Batch> {
  await one.reset?.();
  await turn();
  await turn();
  globalThis.gc?.({ type: 'minor' } as never);
  const heap = process.memoryUsage().heapUsed;
  const start = process.hrtime.bigint();
  await one.run(n);
  const ns = Number(process.hrtime.bigint() - start) / n;
  return { ns, bytes: (process.memoryUsage().heapUsed - heap) / n };
}

/** How many times fill a batch, once the code is warm. */
async function sizeOf(one: Case): Promise<number> {
  let n = 1;
  for (;;) {
    // The fastest of some: the first ones compile.
    const times: number[] = [];
    for (let trial = 0; trial < 5; trial++) {
      times.push((await runBatch(one, n)).ns);
    }
    const ns = Math.min(...times);
    if (ns * n >= BATCH_NS / 2 || n >= LARGEST_BATCH) {
      return Math.max(1, Math.min(LARGEST_BATCH, Math.round(BATCH_NS / ns)));
    }
    n *= 2;
  }
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
