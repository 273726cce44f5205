import type { ConfigPath } from '../../config-path.js';
import type { Layer } from '../layer.js';
import type { ConfigNode } from '../node/config-node.interface.js';
import type { References } from '../references.js';

/** What an operator may ask of the compiler. @internal */
export interface OperatorContext {
  readonly references: References;
  /** Of the root; 0 where it is missing, which is reported. */
  readonly seed: number;
  /** A part of the config, to be merged from its layers. */
  compile(layers: readonly Layer[], path: ConfigPath): ConfigNode;
  /** Says that the config needs a seed. */
  needsSeed(path: ConfigPath): void;
}

/** JSON Schema of an operator's argument. @internal */
export type ArgumentSchema = Readonly<Record<string, unknown>>;

/** `{ $name: argument }` in a config. @internal */
export interface Operator {
  /** For the schema of pool files, where editors show it. */
  readonly description: string;
  readonly schema: ArgumentSchema;
  /**
   * @param argument what stands under the operator's key.
   * @param path where the value stands in the config.
   * @returns `undefined` after a report.
   */
  compile(
    argument: Layer,
    path: ConfigPath,
    context: OperatorContext,
  ): ConfigNode | undefined;
}
