import { Injectable } from '@nestjs/common';
import { PoolReloader } from './pool.reloader.js';

/** A pool that is watched. @publicApi */
export interface PoolHealth {
  /** How often changed sources were put in force, and one. */
  readonly version: number;
  readonly configs: number;
  /** When what is in force was loaded, as ISO text. */
  readonly loadedAt: string;
  /** Why the sources, as they are now, are not in force. */
  readonly problem?: string;
}

/** The health of the pools under a key, as `@nestjs/terminus` takes it. @publicApi */
export type SpearmintHealthResult<K extends string> = Record<
  K,
  {
    readonly status: 'up';
    readonly pools: Readonly<Record<string, PoolHealth>>;
  }
>;

/**
 * How the pools are that `watch` keeps up to date, in the shape that
 * `@nestjs/terminus` takes from an indicator. Always `up`: with broken sources the
 * last sound ones stay in force, and a restart would help nobody.
 *
 * @publicApi
 */
@Injectable()
export class SpearmintHealth {
  /** @internal */
  constructor(private readonly reloader: PoolReloader) {}

  check<K extends string = 'spearmint'>(
    key: K = 'spearmint' as K,
  ): SpearmintHealthResult<K> {
    const result = { status: 'up', pools: this.reloader.health() } as const;
    return { [key]: result } as SpearmintHealthResult<K>;
  }
}
