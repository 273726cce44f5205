import type { ConfigPath } from '../config-path.js';
import { didYouMean } from '../nearest.js';
import { isPlainObject } from '../value/kinds.js';
import {
  childLayer,
  isData,
  operatorKey,
  refuseAt,
  type Layer,
  type LayerDocument,
} from './layer.js';
import type { ConfigNode } from './node/config-node.interface.js';
import { ConstantNode } from './node/constant.node.js';
import { ProductNode } from './node/product.node.js';
import { OPERATORS } from './operator/operators.js';
import type { OperatorContext } from './operator/operator.interface.js';
import type { References } from './references.js';
import { ROOT_KEYS } from './root-keys.js';
import { compileVariants, VARIANTS } from './variants.js';

/** Variants inside variants multiply what has to be read. */
const MAX_PARTS = 1_000_000;

/** Stands where something was reported. */
const NOTHING = new ConstantNode(null);

/**
 * Makes the parts of a config, as they were written, into what they stand for.
 *
 * @internal
 */
export class Compiler implements OperatorContext {
  /** Where something is drawn. */
  readonly random: ConfigPath[] = [];
  private parts = 0;

  constructor(
    readonly references: References,
    readonly seed: number,
    /** Leaves out what varies, unless it comes from this document. */
    private readonly addition?: LayerDocument,
  ) {}

  compile(layers: readonly Layer[], path: ConfigPath): ConfigNode {
    const top = layers[layers.length - 1];
    if (++this.parts > MAX_PARTS) return this.tooMany(top);
    const { value } = top;
    if (Array.isArray(value)) return this.list(value, top, path);
    if (!isPlainObject(value)) return new ConstantNode(value);
    const operator = operatorKey(value);
    return operator === undefined
      ? this.mapping(mergeable(layers), path)
      : (this.operator(operator, top, path) ?? NOTHING);
  }

  needsSeed(path: ConfigPath): void {
    this.random.push(path);
  }

  /** @param plain how many of the first layers count without their variants. */
  mapping(layers: readonly Layer[], path: ConfigPath, plain = 0): ConfigNode {
    const variants = layers
      .slice(plain)
      .filter((layer) => this.hasVariants(layer));
    if (variants.length > 0) {
      return compileVariants(this, layers, variants, path) ?? NOTHING;
    }
    const members = new Map<string, Layer[]>();
    for (const layer of layers) {
      for (const key of Object.keys(layer.value as object)) {
        if (key === VARIANTS) continue;
        const name = key.startsWith('$$') ? key.slice(1) : key;
        const known = members.get(name);
        const child = childLayer(layer, key);
        if (known === undefined) members.set(name, [child]);
        else known.push(child);
      }
    }
    return this.product(members, path);
  }

  private product(
    members: ReadonlyMap<string, Layer[]>,
    path: ConfigPath,
  ): ConfigNode {
    const template: Record<string, unknown> = {};
    const children: [string, ConfigNode][] = [];
    for (const [key, layers] of members) {
      if (this.isDropped(layers)) continue;
      const node = this.compile(layers, [...path, key]);
      template[key] = node.isConstant ? node.at(0, 0) : null;
      children.push([key, node]);
    }
    return combine(template, children);
  }

  private list(items: readonly unknown[], layer: Layer, path: ConfigPath) {
    const children = items.map(
      (_, index) =>
        [
          index,
          this.compile([childLayer(layer, index)], [...path, index]),
        ] as const,
    );
    const template = children.map(([, node]) =>
      node.isConstant ? node.at(0, 0) : null,
    );
    return combine(template, children);
  }

  private operator(
    name: string,
    layer: Layer,
    path: ConfigPath,
  ): ConfigNode | undefined {
    const argument = childLayer(layer, name);
    if (!Object.hasOwn(OPERATORS, name)) return refuseKey(argument, name);
    const siblings = Object.keys(layer.value as object).filter(
      (key) => key !== name,
    );
    if (siblings.length > 0) {
      return refuseAt(
        argument,
        `an operator must be the only key of its mapping (found also ${siblings.join(', ')})`,
      );
    }
    return OPERATORS[name].compile(argument, path, this);
  }

  private hasVariants({ value, document }: Layer): boolean {
    if (!Object.hasOwn(value as object, VARIANTS)) return false;
    return this.addition === undefined || document === this.addition;
  }

  /** Whether an addition says nothing of a part that varies. */
  private isDropped(layers: readonly Layer[]): boolean {
    if (this.addition === undefined) return false;
    const top = layers[layers.length - 1];
    return (
      top.document !== this.addition && !isData(top.value) && varies(top.value)
    );
  }

  private tooMany(layer: Layer): ConfigNode {
    if (this.parts === MAX_PARTS + 1) {
      refuseAt(
        layer,
        `the variants inside each other have more than ${MAX_PARTS} parts`,
        'use fewer levels of $variants',
        'E_TOO_MANY',
      );
    }
    return NOTHING;
  }
}

/** The layers that merge: from the last one down to the first that is no mapping of data. */
function mergeable(layers: readonly Layer[]): readonly Layer[] {
  const below = layers.findLastIndex(({ value }) => !isData(value));
  return layers.slice(below + 1);
}

function combine(
  template: Record<string, unknown> | unknown[],
  children: readonly (readonly [string | number, ConfigNode])[],
): ConfigNode {
  return children.every(([, node]) => node.isConstant)
    ? new ConstantNode(template)
    : new ProductNode(template, children);
}

/** Whether a value that is no mapping of data has an operator that makes an axis or a draw. */
function varies(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(varies);
  if (!isPlainObject(value)) return false;
  const operator = operatorKey(value);
  if (operator === undefined)
    return Object.hasOwn(value, VARIANTS) || Object.values(value).some(varies);
  return !['$env', '$secret', '$file', '$literal'].includes(operator);
}

function refuseKey(argument: Layer, key: string): undefined {
  const escape = `a literal key that starts with "$" is written "$${key}", or put under $literal`;
  if (ROOT_KEYS.includes(key)) {
    return refuseAt(argument, `${key} belongs at the top of a config`, escape);
  }
  const known = [...Object.keys(OPERATORS), VARIANTS];
  const guess = didYouMean(key, [...known, ...ROOT_KEYS]);
  return refuseAt(
    argument,
    `unknown operator ${key}; known: ${known.join(', ')}`,
    guess === undefined ? escape : `${guess} ${escape}`,
  );
}
