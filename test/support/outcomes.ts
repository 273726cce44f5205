import type { BranchRecord } from 'nestjs-spearmint';
import type { Booted } from './boot.js';

/** How each branch ended, in the order of their ends: config, status and reason. */
export async function outcomes(app: Booted): Promise<string[]> {
  await app.settle();
  return app.logger.branches.map(({ configId, status, reason }: BranchRecord) =>
    [configId, status, reason].filter(Boolean).join(' '),
  );
}
