import { fileURLToPath } from 'node:url';
import { MlflowBackend } from '@nestjs-spearmint/mlflow';
import type { StoreModuleOptions } from '@nestjs-spearmint/store';
import { DRAIN_MS } from './records.constants.js';

/** Enough for some days of demos. */
const LIMITS = { maxAgeMs: 7 * 86_400_000, maxBytes: 268_435_456 };

/** Large batches, since the figures of 48 runs are written after each. */
const MLFLOW = {
  name: 'mlflow',
  batchSize: 2_000,
  gatherMs: 1_000,
  callTimeoutMs: 60_000,
};

/**
 * Where branches are kept: `MOVIE_SEARCH_STORE`, else a folder of this app. Where
 * `MLFLOW_TRACKING_URI` names a server, MLflow is fed from there: 48 runs, and a trace for
 * every branch.
 */
export function storeOptions(): StoreModuleOptions {
  const mlflow = new MlflowBackend({ mode: 'run-per-config' });
  return {
    folder:
      process.env['MOVIE_SEARCH_STORE'] ||
      fileURLToPath(new URL('../../data/branches', import.meta.url)),
    ...LIMITS,
    database: LIMITS,
    // Within what the app may take, and with some time left for the others.
    drainMs: DRAIN_MS * 0.8,
    sinks: mlflow.isOn ? [{ ...MLFLOW, backend: mlflow }] : [],
  };
}
