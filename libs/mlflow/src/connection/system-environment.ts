import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './environment.interface.js';

/** The environment as it is. @internal */
export function systemEnvironment(): Environment {
  return {
    env: process.env,
    credentials() {
      try {
        return readFileSync(join(homedir(), '.mlflow', 'credentials'), 'utf8');
      } catch {
        // Missing, or not ours to read: as MLflow's own clients do, go on without.
        return undefined;
      }
    },
  };
}
