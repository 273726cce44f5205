export type { ConfigEntry } from './config-entry.interface.js';
export type { ConfigIssue } from './config-issue.interface.js';
export type { ConfigPath } from './config-path.js';
export { canonicalize } from './identity/canonicalize.js';
export { configHash, configId } from './identity/config-id.js';
export { mergeConfigs } from './merge-configs.js';
export type { ConfigModel } from './model/config-model.js';
export type {
  StandardSchema,
  StandardSchemaIssue,
  StandardSchemaResult,
} from './model/standard-schema.interface.js';
export type { FilePosition, Origin } from './origin.interface.js';
export { bindConfig } from './pool/bind-config.js';
export { checkBinding } from './pool/check-binding.js';
export { ConfigIndexError } from './pool/config-index.error.js';
export { ConfigPool } from './pool/config-pool.js';
export type { ConfigPoolOptions } from './pool/config-pool.options.js';
export type { MergeMode } from './pool/merge-entries.js';
export {
  ConfigSource,
  type ConfigDocument,
  type ConfigSourceContext,
  type WatchList,
} from './source/config-source.js';
export type { ConfigSourceInput } from './source/config-source-input.js';
export { SpearmintConfigError } from './spearmint-config.error.js';
export type { ConfigAxis } from './matrix/node/config-node.interface.js';
export { Dynamic } from './space/dynamic.js';
export {
  choice,
  env,
  grid,
  grid as DynamicValue,
  int,
  linspace,
  literal,
  logspace,
  logUniform,
  range,
  secret,
  textFile,
  uniform,
  variants,
  type IntervalOptions,
  type RangeOptions,
  type SpacingOptions,
} from './space/helpers.js';
export { Space, space, type SpaceOptions } from './space/space.js';
export type {
  Merged,
  PatternTests,
  Resolved,
  SpacePartial,
  SpacePattern,
  SpaceValue,
} from './space/space.types.js';
export { fromModel, type FromModelOptions } from './space/from-model.js';
export type {
  PoolConfig,
  PoolName,
  SpearmintPools,
} from './pool/pool-name.type.js';
