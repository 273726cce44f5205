import { Inject } from '@nestjs/common';

/** The name of the pool that `forRoot({ configs })` makes. @internal */
export const DEFAULT_POOL = 'default';

const PREFIX = 'SPEARMINT:POOL:';

/**
 * The injection token of a pool; of the module's own without a name.
 *
 * @publicApi
 */
export function getConfigPoolToken(name: string = DEFAULT_POOL): string {
  return `${PREFIX}${name}`;
}

/** Injects a pool; the module's own without a name. @publicApi */
export function InjectConfigPool(
  name?: string,
): PropertyDecorator & ParameterDecorator {
  return Inject(getConfigPoolToken(name));
}
