import { Inject } from '@nestjs/common';
import type { PoolName } from './config/index.js';

/** The name of the pool that `forRoot({ configs })` makes. @internal */
export const DEFAULT_POOL = 'default';

const PREFIX = 'SPEARMINT:POOL:';
const FEATURE_PREFIX = 'SPEARMINT:FEATURE:';

/** What the tokens of pools, and of what goes with them, begin with. @internal */
export const POOL_TOKENS = [PREFIX, FEATURE_PREFIX];

/**
 * The injection token of a pool; of the module's own without a name.
 *
 * @publicApi
 */
export function getConfigPoolToken(name: PoolName = DEFAULT_POOL): string {
  return `${PREFIX}${name}`;
}

/** The token of a pool with its settings; its place keeps two of one name apart. @internal */
export function getFeatureToken(name: string, place: number): string {
  return `${FEATURE_PREFIX}${name}:${place}`;
}

/** Injects a pool; the module's own without a name. @publicApi */
export function InjectConfigPool(
  name?: PoolName,
): PropertyDecorator & ParameterDecorator {
  return Inject(getConfigPoolToken(name));
}
