import { formatPath } from '../config-path.js';
import type { ConfigMetadata } from '../document/metadata.js';
import type { Report } from '../problem.interface.js';
import { deepFreeze } from '../value/deep-freeze.js';
import { isPlainObject, kindOf } from '../value/kinds.js';
import { Compiler } from './compiler.js';
import { checkPaths, withoutMatches } from './exclude.js';
import { isPlainData, refuseAt, type Layer } from './layer.js';
import { compilePattern, type Pattern } from './match.js';
import { ConstantNode } from './node/constant.node.js';
import type { ConfigAxis, ConfigNode } from './node/config-node.interface.js';
import { pickIndexes } from './pick-indexes.js';
import type { References } from './references.js';
import {
  readSettings,
  withoutSettings,
  type RootSettings,
} from './root-settings.js';
import type { ConfigSequence } from './sequence/config-sequence.interface.js';
import { GridSequence } from './sequence/grid.sequence.js';
import { JoinedSequence } from './sequence/joined.sequence.js';
import { SelectedSequence } from './sequence/selected.sequence.js';

/** So many combinations `$exclude` looks through, even for a small pool. */
const MIN_LOOKED_THROUGH = 1_000_000;

/** What one document of configs stands for. @internal */
export interface ConfigSpace {
  readonly sequence: ConfigSequence;
  readonly metadata: ConfigMetadata;
  readonly axes: readonly ConfigAxis[];
}

/** @internal */
export interface SpaceOptions {
  readonly references: References;
  readonly maxConfigs: number;
}

/**
 * The configs that a document stands for, counted but not made; `undefined` after
 * a report.
 *
 * @param layers the roots, from the base file to the one that extends it
 * @internal
 */
export function openSpace(
  layers: readonly Layer[],
  options: SpaceOptions,
): ConfigSpace | undefined {
  return new SpaceBuilder(layers, options).build();
}

class SpaceBuilder {
  private readonly settings: RootSettings;
  private readonly rests: readonly Layer[];
  private readonly top: Layer;
  private random: string[] = [];
  private isSound = true;

  constructor(
    layers: readonly Layer[],
    private readonly options: SpaceOptions,
  ) {
    const watched = layers.map((layer) => this.watched(layer));
    this.settings = readSettings(watched);
    this.rests = watched.map(withoutSettings);
    this.top = watched[watched.length - 1];
  }

  build(): ConfigSpace | undefined {
    const { settings } = this;
    const node = this.compile(this.rests);
    const additions = settings.add.map((layer) => this.addition(layer));
    const patterns = settings.exclude
      .map(compilePattern)
      .filter((pattern) => pattern !== undefined);
    this.checkRandom();
    if (!this.isSound) return undefined;
    const samples = this.random.length > 0 ? (settings.samples ?? 1) : 1;
    const axes = [...node.axes(), ...additions.flatMap((add) => add.axes())];
    const grid = this.counted(node, samples, axes);
    if (grid === undefined || !this.checkRoot(grid)) return undefined;
    const kept = this.kept(grid, patterns);
    const added = additions.map((add) => this.counted(add, samples, axes));
    for (const part of added) {
      if (part !== undefined && !this.checkRoot(part)) return undefined;
    }
    if (!this.isSound) return undefined;
    const parts = [kept, ...added].filter((part) => part !== undefined);
    const all = parts.length === 1 ? parts[0] : new JoinedSequence(parts);
    const sequence = this.picked(all);
    if (!this.isSound) return undefined;
    if (sequence.size > this.options.maxConfigs) {
      return this.tooMany(BigInt(sequence.size), axes);
    }
    return this.isSound
      ? { sequence, metadata: deepFreeze(settings.metadata), axes }
      : undefined;
  }

  private watched(layer: Layer): Layer {
    const report: Report = (problem) => {
      this.isSound = false;
      layer.document.report(problem);
    };
    return { ...layer, document: { ...layer.document, report } };
  }

  private compile(layers: readonly Layer[], addition?: Layer): ConfigNode {
    const compiler = new Compiler(
      this.options.references,
      this.settings.seed ?? 0,
      addition?.document,
    );
    const [only] = layers;
    // Most files say nothing in the language, and are one config as they stand.
    const node =
      layers.length === 1 && isPlainData(only.value)
        ? new ConstantNode(only.value)
        : compiler.compile(layers, []);
    this.random = this.random.concat(compiler.random.map(formatPath));
    return node;
  }

  /** A config of its own: the base without what varies, and what it says itself. */
  private addition(layer: Layer): ConfigNode {
    if (!isPlainObject(layer.value)) {
      refuseAt(layer, 'expects a mapping that is laid over the config');
    }
    // The base has been read once: what is wrong with it is known.
    const base = this.rests.map((rest) => ({
      ...rest,
      document: { ...rest.document, report: () => undefined },
    }));
    const own = { ...layer, document: { ...layer.document } };
    return this.compile([...base, own], own);
  }

  /** An operator at the root may give anything. */
  private checkRoot(grid: ConfigSequence): boolean {
    const odd = grid
      .cover()
      .map((index): unknown => grid.at(index))
      .find((value) => !isPlainObject(value));
    if (odd === undefined) return true;
    refuseAt(
      this.top,
      `a config must be a mapping, got ${kindOf(odd)}`,
      undefined,
      'E_ROOT',
    );
    return false;
  }

  private checkRandom(): void {
    const { settings, random } = this;
    const [first] = random;
    if (first !== undefined && settings.layerOf('$seed') === undefined) {
      this.refuseRoot('$seed', `is required because ${first} is random`);
    }
    const samples = settings.layerOf('$samples');
    if (first === undefined && samples !== undefined) {
      refuseAt(
        samples,
        'has nothing to draw: without a random operator every sample is the same',
      );
    }
    const pick = settings.layerOf('$pick');
    if (pick !== undefined && settings.layerOf('$seed') === undefined) {
      this.refuseRoot('$seed', 'is required because $pick is random');
    }
  }

  private refuseRoot(key: string, message: string): void {
    const { document, at } = this.top;
    document.report({ code: 'E_MATRIX', path: [...at, key], message });
  }

  /** The combinations of a node, if they can be numbered. */
  private counted(
    node: ConfigNode,
    samples: number,
    axes: readonly ConfigAxis[],
  ): ConfigSequence | undefined {
    const total = node.count * BigInt(samples);
    const { maxConfigs } = this.options;
    const { settings } = this;
    const mayShrink =
      settings.exclude.length > 0 || settings.pick !== undefined;
    const limit =
      settings.exclude.length > 0
        ? Math.max(maxConfigs, MIN_LOOKED_THROUGH)
        : mayShrink
          ? Number.MAX_SAFE_INTEGER
          : maxConfigs;
    if (total > BigInt(limit)) return this.tooMany(total, axes, limit);
    return new GridSequence(node, samples);
  }

  /** What is left of the grid; `undefined` where only additions are. */
  private kept(
    grid: ConfigSequence,
    patterns: readonly Pattern[],
  ): ConfigSequence | undefined {
    if (patterns.length === 0 || !checkPaths(grid, patterns)) return grid;
    const kept = withoutMatches(grid, patterns);
    const layer = this.settings.layerOf('$exclude');
    if (kept.size > 0 || layer === undefined) return kept;
    if (this.settings.add.length === 0) {
      const message = `leaves none of ${grid.size} configs`;
      refuseAt(layer, message, undefined, 'E_EMPTY_POOL');
    }
    return undefined;
  }

  private picked(from: ConfigSequence): ConfigSequence {
    const { pick, seed = 0 } = this.settings;
    const layer = this.settings.layerOf('$pick');
    if (pick === undefined || layer === undefined) return from;
    if (pick > from.size) {
      refuseAt(layer, `is ${pick}, and there are only ${from.size} configs`);
      return from;
    }
    if (pick > this.options.maxConfigs) {
      const { maxConfigs } = this.options;
      refuseAt(
        layer,
        `is ${pick}, more than maxConfigs=${maxConfigs}`,
        'raise maxConfigs',
        'E_TOO_MANY',
      );
      return from;
    }
    return new SelectedSequence(from, pickIndexes(seed, from.size, pick));
  }

  private tooMany(
    count: bigint,
    axes: readonly ConfigAxis[],
    limit = this.options.maxConfigs,
  ): undefined {
    const { maxConfigs } = this.options;
    const what =
      limit === maxConfigs
        ? `more than maxConfigs=${maxConfigs}`
        : `more than the ${limit} that ${this.settings.exclude.length > 0 ? '$exclude looks through' : '$pick can choose from'}`;
    const list = axes.map(({ path, size }) => `${path} ${size}`).join(' × ');
    return refuseAt(
      this.top,
      `the matrix has ${digits(count)} configs, ${what}; axes: ${list}`,
      'raise maxConfigs, or use $pick',
      'E_TOO_MANY',
    );
  }
}

/** A number that people can take in. */
function digits(count: bigint): string {
  const text = String(count);
  return text.length <= 24 ? text : `about 1e${text.length - 1}`;
}
