import { describe, expect, it } from '@jest/globals';
import { describeBackendContract } from './backend-contract.js';
import { NoOpLogger } from './no-op.logger.js';

describeBackendContract('NoOpLogger', () => ({ backend: new NoOpLogger() }), {
  describe,
  expect,
  it,
});
