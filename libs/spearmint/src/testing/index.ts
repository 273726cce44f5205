/** @module nestjs-spearmint/testing */

export { describeBackendContract } from '../logging/backend-contract.js';
export type {
  BackendUnderTest,
  ContractHarness,
  KeptField,
  RecordedBranch,
} from '../logging/backend-contract.interface.js';
export { assertBranches, findBranch } from './assert-branches.js';
export type { BranchLike, ExpectedBranch } from './branch-expectation.js';
export {
  type FakeBranch,
  fakeBranches,
  type FakeOutcome,
} from './fake-branches.js';
export { type BackendFault, FaultyBackend } from './faulty-backend.js';
export { FixedStrategy } from './fixed.strategy.js';
export { ManualClock } from './manual-clock.js';
export {
  overrideSpearmint,
  type ProviderOverrides,
  type SpearmintOverrides,
} from './override-spearmint.js';
export { runInBranch, type RunInBranchOptions } from './run-in-branch.js';
export { type Injector, settleBackground } from './settle-background.js';
