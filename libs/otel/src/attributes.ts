/** The names of attributes: our own, and those that OpenTelemetry has conventions for. @internal */
export const ATTRIBUTE = {
  experiment: 'spearmint.experiment',
  strategy: 'spearmint.strategy',
  status: 'spearmint.status',
  branchId: 'spearmint.branch.id',
  parentBranchId: 'spearmint.branch.parent_id',
  role: 'spearmint.branch.role',
  configId: 'spearmint.config.id',
  configSource: 'spearmint.config.source',
  configRead: 'spearmint.config.read',
  skipReason: 'spearmint.branch.skip_reason',
  attempts: 'spearmint.branch.attempts',
  attempt: 'spearmint.attempt.number',
  attemptDuration: 'spearmint.attempt.duration',
  errorType: 'error.type',
  exceptionMessage: 'exception.message',
  flagKey: 'feature_flag.key',
  flagProvider: 'feature_flag.provider.name',
  flagVariant: 'feature_flag.result.variant',
  flagReason: 'feature_flag.result.reason',
  flagContext: 'feature_flag.context.id',
  evaluationName: 'gen_ai.evaluation.name',
  evaluationScore: 'gen_ai.evaluation.score.value',
} as const;

/** What stands before the path of a config's value. @internal */
export const CONFIG_PREFIX = 'spearmint.config.';

/** What stands for further values, where there may only be so many. @internal */
export const OTHER = '_OTHER';
