import { formatPath } from '../config-path.js';
import type { ConfigMetadata } from '../document/metadata.js';
import type { Report } from '../problem.interface.js';
import { deepFreeze } from '../value/deep-freeze.js';
import { isPlainObject, kindOf } from '../value/kinds.js';
import { Compiler } from './compiler.js';
import { withoutMatches } from './exclude.js';
import {
  isPlainData,
  operatorKey,
  refuseAt,
  type Layer,
  type LayerDocument,
} from './layer.js';
import { compilePattern, type Pattern } from './match.js';
import { ConstantNode } from './node/constant.node.js';
import type { ConfigAxis } from './node/config-node.interface.js';
import { pickIndexes } from './pick-indexes.js';
import { PoolEffort } from './pool-effort.js';
import type { References } from './references.js';
import {
  readSettings,
  withoutSettings,
  type RootSettings,
} from './root-settings.js';
import {
  excessOf,
  overMax,
  tooMany,
  type Counted,
  type Excess,
} from './space-counts.js';
import { AddedSequence } from './sequence/added.sequence.js';
import type { ConfigSequence } from './sequence/config-sequence.interface.js';
import { GridSequence } from './sequence/grid.sequence.js';
import { JoinedSequence } from './sequence/joined.sequence.js';
import { SelectedSequence } from './sequence/selected.sequence.js';

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
  /** Shared by all documents of a pool. */
  readonly effort: PoolEffort;
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
  const [only] = layers;
  // Most documents say nothing in the language, and are one config as they stand.
  if (layers.length === 1 && isPlainData(only.value)) {
    const sequence = new GridSequence(new ConstantNode(only.value), 1);
    return { sequence, metadata: NO_METADATA, axes: [] };
  }
  return new SpaceBuilder(layers, options).build();
}

const NO_METADATA: ConfigMetadata = Object.freeze({});

class SpaceBuilder {
  private readonly settings: RootSettings;
  private readonly rests: readonly Layer[];
  private readonly top: Layer;
  private readonly random: string[] = [];
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
    const matrix = this.compile(this.rests, this.top);
    const additions = settings.add.map((layer) => this.addition(layer));
    const patterns = settings.exclude
      .map((layer) => compilePattern(layer, (part) => this.constant(part)))
      .filter((pattern) => pattern !== undefined);
    this.checkRandom();
    this.checkParts();
    if (!this.isSound) return undefined;
    const counted = [matrix, ...additions];
    const excess = excessOf(counted, {
      ...this.options,
      questions: patterns.reduce((sum, { cost }) => sum + cost, 0),
      isPicked: settings.pick !== undefined,
    });
    if (excess !== undefined) return this.tooMany(excess, counted);
    const grid = new GridSequence(matrix.node, matrix.samples);
    const kept = patterns.length === 0 ? grid : this.kept(grid, patterns);
    const parts = [kept, ...additions.map(added)].filter(
      (part) => part !== undefined,
    );
    if (!this.isSound) return undefined;
    const written = [...this.rests, ...settings.add];
    if (written.some(({ value }) => operatorKey(value) !== undefined)) {
      if (!parts.every((part) => this.checkRoot(part))) return undefined;
    }
    const all = parts.length === 1 ? parts[0] : new JoinedSequence(parts);
    const sequence = this.picked(all);
    if (!this.isSound) return undefined;
    const { maxConfigs } = this.options;
    if (sequence.size > maxConfigs)
      return this.tooMany(overMax(sequence.size, maxConfigs), counted);
    const axes = counted.flatMap(({ node }) => node.axes());
    return { sequence, metadata: deepFreeze(settings.metadata), axes };
  }

  private watched(layer: Layer): Layer {
    const report: Report = (problem) => {
      this.isSound = false;
      layer.document.report(problem);
    };
    return { ...layer, document: { ...layer.document, report } };
  }

  private compile(
    layers: readonly Layer[],
    layer: Layer,
    addition?: LayerDocument,
  ): Counted {
    const [only] = layers;
    if (layers.length === 1 && isPlainData(only.value))
      return { node: new ConstantNode(only.value), samples: 1, layer };
    const compiler = this.compiler(addition);
    const node = compiler.compile(layers, []);
    this.random.push(...compiler.random.map(formatPath));
    const isDrawn = compiler.random.length > 0;
    const samples = isDrawn ? (this.settings.samples ?? 1) : 1;
    return { node, samples, layer };
  }

  private compiler(addition?: LayerDocument): Compiler {
    const { references, effort } = this.options;
    const { seed = 0 } = this.settings;
    return new Compiler(references, seed, effort, addition);
  }

  /** A config of its own: the base without what varies, and what it says itself. */
  private addition(layer: Layer): Counted {
    if (!isPlainObject(layer.value)) {
      refuseAt(layer, 'expects a mapping that is laid over the config');
    }
    // The base has been read once: what is wrong with it is known.
    const base = this.rests.map((rest) => ({
      ...rest,
      document: { ...rest.document, report: () => undefined },
    }));
    const own = { ...layer, document: { ...layer.document } };
    return this.compile([...base, own], layer, own.document);
  }

  private constant(layer: Layer): { value: unknown } | undefined {
    const node = this.compiler().compile([layer], []);
    return node.isConstant
      ? { value: node.at(0, 0) }
      : refuseAt(
          layer,
          'stands for several values, and a pattern compares with one',
          'use $in',
        );
  }

  /** An operator at the root may give anything. */
  private checkRoot(part: ConfigSequence): boolean {
    const odd = part
      .cover()
      .map((index): unknown => part.at(index))
      .find((value) => !isPlainObject(value));
    if (odd === undefined) return true;
    const message = `a config must be a mapping, got ${kindOf(odd)}`;
    refuseAt(this.top, message, undefined, 'E_ROOT');
    return false;
  }

  private checkRandom(): void {
    const { settings, random } = this;
    const [first] = random;
    const samples = settings.layerOf('$samples');
    if (first === undefined && samples !== undefined) {
      refuseAt(
        samples,
        'has nothing to draw: without a random operator every sample is the same',
      );
    }
    if (settings.layerOf('$seed') !== undefined) return;
    const needing = first ?? (settings.layerOf('$pick') && '$pick');
    if (needing === undefined) return;
    const { document, at } = this.top;
    const message = `is required because ${needing === '' ? 'the config' : needing} is random`;
    document.report({ code: 'E_MATRIX', path: [...at, '$seed'], message });
  }

  /** A part that was left out must not become a config. */
  private checkParts(): void {
    const { effort } = this.options;
    if (!effort.hasTooManyParts) return;
    this.isSound = false;
    if (!effort.tell()) return;
    refuseAt(
      this.top,
      `$variants and $add repeat more than ${PoolEffort.maxParts} parts`,
      'use fewer of them, or vary less of the config',
      'E_TOO_MANY',
    );
  }

  /** What is left of the grid; `undefined` where only additions are. */
  private kept(
    grid: ConfigSequence,
    patterns: readonly Pattern[],
  ): ConfigSequence | undefined {
    const kept = withoutMatches(grid, patterns);
    const layer = this.settings.layerOf('$exclude');
    if (kept === undefined || kept.size > 0 || layer === undefined) return kept;
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
    const { maxConfigs } = this.options;
    if (pick > maxConfigs) {
      const message = `is ${pick}, more than maxConfigs=${maxConfigs}`;
      refuseAt(layer, message, 'raise maxConfigs', 'E_TOO_MANY');
      return from;
    }
    return new SelectedSequence(from, pickIndexes(seed, from.size, pick));
  }

  private tooMany(excess: Excess, parts: readonly Counted[]): undefined {
    const { message, hint } = tooMany(excess, parts);
    return refuseAt(this.top, message, hint, 'E_TOO_MANY');
  }
}

function added({ node, samples, layer }: Counted): ConfigSequence {
  return new AddedSequence(new GridSequence(node, samples), layer.at);
}
