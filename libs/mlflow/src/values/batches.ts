import type { Metric } from './metrics.js';
import type { Entry } from './params.js';

/** What one `log-batch` may hold. */
const MAX_PARAMS = 100;
const MAX_METRICS = 800;
/** Half of the 1 MB that is documented, since bytes are estimated. */
const MAX_BYTES = 500_000;

/** @internal */
export interface Batch {
  readonly params: Entry[];
  readonly metrics: Metric[];
}

/** Params and metrics in as few batches as MLflow takes them, at least one if there are any. @internal */
export function batchesOf(
  params: readonly Entry[],
  metrics: readonly Metric[],
): Batch[] {
  const batches: Batch[] = [];
  let batch: Batch = { params: [], metrics: [] };
  let bytes = 0;
  const begin = (size: number, isFull: boolean): void => {
    if (batches.length > 0 && !isFull && bytes + size <= MAX_BYTES) {
      bytes += size;
      return;
    }
    batch = { params: [], metrics: [] };
    batches.push(batch);
    bytes = size;
  };
  for (const param of params) {
    begin(sizeOf(param), batch.params.length >= MAX_PARAMS);
    batch.params.push(param);
  }
  for (const metric of metrics) {
    begin(sizeOf(metric), batch.metrics.length >= MAX_METRICS);
    batch.metrics.push(metric);
  }
  return batches;
}

function sizeOf(value: Entry | Metric): number {
  return Buffer.byteLength(JSON.stringify(value)) + 1;
}
