import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ConfigPool } from '../config/index.js';
import { reveal } from '../config/value/reveal.js';
import { SecretValue } from '../config/value/secret-value.js';
import type { WatchedPaths } from '../config/source/watched-paths.js';
import { details } from '../logging/details.js';
import { OnceLog } from '../logging/once.log.js';
import { ExperimentExplorer } from '../experiment/experiment.explorer.js';
import { ExperimentRegistry } from '../experiment/experiment.registry.js';
import { ExperimentResolver } from '../experiment/experiment.resolver.js';
import { PoolCatalog } from '../experiment/pool.catalog.js';
import type { ResolvedExperiment } from '../experiment/resolved-experiment.js';
import type { FeaturePool } from '../experiment/feature-pool.js';
import { PoolWatch } from './pool-watch.js';
import type { PoolHealth } from './spearmint.health.js';
import { watchDirectories } from './watch-directories.js';

interface Watched {
  readonly feature: FeaturePool;
  readonly pool: ConfigPool;
  readonly watch: PoolWatch;
  loadedAt: Date;
  problem: string | undefined;
}

/**
 * Keeps the pools that are watched as their sources are. A pool changes as a
 * whole, with all experiments on it, or not at all; calls that run keep theirs.
 *
 * @internal
 */
@Injectable()
export class PoolReloader
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  private readonly logger = new Logger('Spearmint');
  private readonly notes = new OnceLog(this.logger);
  private readonly watched: Watched[] = [];
  private readonly started = new Set<ConfigPool>();
  private isEnding = false;

  constructor(
    private readonly explorer: ExperimentExplorer,
    private readonly pools: PoolCatalog,
    private readonly registry: ExperimentRegistry,
    private readonly resolver: ExperimentResolver,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.startNew();
    this.explorer.follow(() => this.startLate());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isEnding = true;
    await Promise.all(this.watched.map(({ watch }) => watch.stop()));
  }

  /** The pools that are watched, by name. */
  health(): Record<string, PoolHealth> {
    return Object.fromEntries(
      this.watched.map(({ pool, loadedAt, problem }) => [
        pool.name,
        {
          version: pool.version,
          configs: pool.size,
          loadedAt: loadedAt.toISOString(),
          ...(problem === undefined ? {} : { problem }),
        },
      ]),
    );
  }

  private async startNew(): Promise<void> {
    for (const { feature, pool } of this.pools.watched()) {
      if (this.started.has(pool)) continue;
      this.started.add(pool);
      await this.start(feature, pool);
    }
  }

  /** For a module that was loaded lazily: there is no boot to fail any more. */
  private startLate(): void {
    this.startNew().catch((problem: unknown) =>
      this.notes.warn(
        'pool-unwatched',
        `A pool of a lazily loaded module is not watched: ${String(problem)}`,
        { event: 'pool-unwatched' },
      ),
    );
  }

  private async start(feature: FeaturePool, pool: ConfigPool): Promise<void> {
    const paths = ConfigPool.watched(pool);
    if (paths === undefined) return;
    const watch = new PoolWatch({
      load: (isAwaited) => this.load(entry, isAwaited),
      failed: (problem) => this.failed(entry, problem),
    });
    const entry: Watched = {
      feature,
      pool,
      watch,
      loadedAt: new Date(),
      problem: undefined,
    };
    const directories = await watchDirectories(pool.name, paths, watch.changed);
    if (this.isEnding) return directories.close();
    watch.attach(directories);
    this.watched.push(entry);
    // What changed while the application booted has made no event.
    watch.changed();
  }

  private async load(
    entry: Watched,
    isAwaited: () => boolean,
  ): Promise<WatchedPaths | undefined> {
    const { feature, pool } = entry;
    const next = await feature.reload();
    if (fingerprint(next) !== fingerprint(pool)) {
      let known: readonly ResolvedExperiment[];
      let experiments: readonly ResolvedExperiment[];
      do {
        known = this.registry.onPool(pool.name);
        experiments = await Promise.all(
          known.map((experiment) => this.resolver.renew(experiment, next)),
        );
        // Lazily loaded modules may have brought others by then, or hooks around these.
      } while (!isSame(known, this.registry.onPool(pool.name)));
      if (!isAwaited()) return undefined;
      const before = new Set(pool.size <= MAX_TOLD ? pool.ids() : []);
      // From here on nothing waits and nothing fails.
      ConfigPool.renew(pool, next);
      for (const experiment of experiments) this.registry.renew(experiment);
      entry.loadedAt = new Date();
      this.tell(pool, before);
    } else if (entry.problem !== undefined) {
      this.logger.log(
        `Pool "${pool.name}": its sources are sound again`,
        ...details({ event: 'pool-sound', pool: pool.name }),
      );
    }
    entry.problem = undefined;
    return ConfigPool.watched(next);
  }

  private tell(pool: ConfigPool, before: ReadonlySet<string>): void {
    const { name, size, version } = pool;
    const ids = before.size > 0 && size <= MAX_TOLD ? pool.ids() : [];
    const added = ids.filter((id) => !before.has(id)).length;
    const gone = before.size - (ids.length - added);
    const difference = ids.length > 0 ? `, ${added} new, ${gone} gone` : '';
    this.logger.log(
      `Pool "${name}" was loaded anew: ${size} configs${difference} (version ${version})`,
      ...details({ event: 'pool-loaded', pool: name, configs: size, version }),
    );
  }

  private failed(entry: Watched, problem: unknown): void {
    const { pool } = entry;
    const text = String(problem);
    if (entry.problem === text) return;
    entry.problem = text;
    this.logger.error(
      `Pool "${pool.name}" keeps version ${pool.version}, because its sources are not sound: ${text}`,
      ...details({
        event: 'pool-unsound',
        pool: pool.name,
        version: pool.version,
      }),
    );
  }
}

/** Larger pools are neither compared nor told in detail. */
const MAX_TOLD = 10_000;

/** What two pools have to agree in to be the same. */
function fingerprint(pool: ConfigPool): unknown {
  if (pool.size > MAX_TOLD) return Symbol('not compared');
  return JSON.stringify(
    Array.from(
      pool,
      ({ id, hash, label, weight, tags, description, value }) => [
        id,
        hash,
        label,
        weight,
        tags,
        description,
        // Not part of the hash; compared here and forgotten.
        reveal(value).secrets.map((secret) => SecretValue.reveal(secret)),
      ],
    ),
  );
}

function isSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return (
    some.length === others.length &&
    some.every((item, at) => item === others[at])
  );
}
