import type { ConfigPath } from '../config-path.js';
import { didYouMean } from '../nearest.js';
import { isPlainObject, kindOf } from '../value/kinds.js';
import {
  childLayer,
  isData,
  isPlainData,
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
import type { PoolEffort } from './pool-effort.js';
import type { References } from './references.js';
import { ROOT_KEYS } from './root-keys.js';
import { compileVariants, VARIANTS } from './variants.js';

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
  /** How many variants the part is inside of. */
  private depth = 0;

  constructor(
    readonly references: References,
    readonly seed: number,
    private readonly effort: PoolEffort,
    /** Leaves out what varies, unless it comes from this document. */
    private readonly addition?: LayerDocument,
  ) {}

  compile(layers: readonly Layer[], path: ConfigPath): ConfigNode {
    const top = layers[layers.length - 1];
    const isAnotherTime = this.depth > 0 || this.addition !== undefined;
    if (isAnotherTime && !this.effort.takeParts(1)) return NOTHING;
    const { value } = top;
    if (Array.isArray(value)) return this.list(value, top, path);
    if (!isPlainObject(value)) {
      return isPlainData(value)
        ? new ConstantNode(value)
        : (refuseHidden(top) ?? NOTHING);
    }
    const operator = operatorKey(value);
    return operator === undefined
      ? this.mapping(mergeable(layers), path)
      : (this.operator(operator, top, path) ?? NOTHING);
  }

  /** Whether parts are left out, which will be told. */
  get isExhausted(): boolean {
    return this.effort.hasTooManyParts;
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

  /** A mapping that is made once more for each of its variants. */
  variant(layers: readonly Layer[], path: ConfigPath, plain: number) {
    const size = layers.reduce(
      (sum, { value }) => sum + Object.keys(value as object).length,
      0,
    );
    if (!this.effort.takeParts(size)) return NOTHING;
    this.depth++;
    const node = this.mapping(layers, path, plain);
    this.depth--;
    return node;
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

/** In a Map or a Set nobody would look for axes. */
function refuseHidden(layer: Layer): undefined {
  return refuseAt(
    layer,
    `${kindOf(layer.value)} is data, and it holds a key that starts with "$"`,
    'write a plain object or a list, or put it under $literal',
  );
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
