import { inspect } from 'node:util';
import {
  METADATA_KEYS,
  metadataProblem,
  type ConfigMetadata,
} from '../document/metadata.js';
import { kindOf } from '../value/kinds.js';
import { childLayer, refuseAt, type Layer } from './layer.js';
import { ROOT_KEYS } from './root-keys.js';

/** The one version of the language. */
const VERSION = 1;

/** What a file that extends another one does not take from it. */
const OWN_KEYS = new Set(['$id', '$name', '$description', '$extends']);

/** What the root of a config says besides its value. @internal */
export interface RootSettings {
  readonly metadata: ConfigMetadata;
  readonly seed: number | undefined;
  readonly samples: number | undefined;
  readonly pick: number | undefined;
  readonly exclude: readonly Layer[];
  readonly add: readonly Layer[];
  /** Where a setting was written, if it was. */
  layerOf(key: string): Layer | undefined;
}

/** The root without its settings. @internal */
export function withoutSettings(layer: Layer): Layer {
  const entries = Object.entries(layer.value as object);
  const rest = entries.filter(([key]) => !ROOT_KEYS.includes(key));
  if (rest.length === entries.length) return layer;
  return { ...layer, value: Object.fromEntries(rest) };
}

/** @param layers the roots, each over the one before. @internal */
export function readSettings(layers: readonly Layer[]): RootSettings {
  const found = new Map<string, Layer>();
  for (const [index, layer] of layers.entries()) {
    for (const key of Object.keys(layer.value as object)) {
      const isOwn = OWN_KEYS.has(key) && index < layers.length - 1;
      if (ROOT_KEYS.includes(key) && !isOwn)
        found.set(key, childLayer(layer, key));
    }
  }
  const layerOf = (key: string): Layer | undefined => found.get(key);
  wholeNumber(layerOf('$version'), VERSION, VERSION);
  return {
    metadata: readMetadata(layerOf),
    seed: wholeNumber(layerOf('$seed'), 0),
    samples: wholeNumber(layerOf('$samples'), 1),
    pick: wholeNumber(layerOf('$pick'), 1),
    exclude: items(layerOf('$exclude')),
    add: items(layerOf('$add')),
    layerOf,
  };
}

function readMetadata(
  layerOf: (key: string) => Layer | undefined,
): ConfigMetadata {
  const metadata: Record<string, unknown> = {};
  for (const key of METADATA_KEYS) {
    const layer = layerOf(key);
    if (layer === undefined) continue;
    const problem = metadataProblem(key, layer.value);
    if (problem) layer.document.report({ path: layer.at, ...problem });
    else metadata[key.slice(1)] = layer.value;
  }
  return metadata;
}

function wholeNumber(
  layer: Layer | undefined,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): number | undefined {
  if (layer === undefined) return undefined;
  const { value } = layer;
  if (Number.isSafeInteger(value)) {
    const number = value as number;
    if (number >= min && number <= max) return number;
  }
  const wanted =
    min === max ? String(min) : `a whole number of at least ${min}`;
  const got = typeof value === 'number' ? inspect(value) : kindOf(value);
  return refuseAt(layer, `must be ${wanted}, got ${got}`);
}

function items(layer: Layer | undefined): Layer[] {
  if (layer === undefined) return [];
  if (Array.isArray(layer.value))
    return layer.value.map((_, index) => childLayer(layer, index));
  refuseAt(layer, `expects a list, got ${kindOf(layer.value)}`);
  return [];
}
