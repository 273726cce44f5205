import { MlflowBackend } from '@nestjs-spearmint/mlflow';
import type { InMemoryLogger, LoggerBackend } from 'nestjs-spearmint';

/** Memory, and MLflow where `MLFLOW_TRACKING_URI` names a server: 48 runs, and a trace for every branch. */
export function loggers(memory: InMemoryLogger): LoggerBackend[] {
  const mlflow = new MlflowBackend({ mode: 'run-per-config' });
  return mlflow.isOn ? [memory, mlflow] : [memory];
}
