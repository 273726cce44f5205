import type { ConfigPath } from '../../config-path.js';
import type { SeenItems } from './seen-items.js';

/**
 * Something that varies from config to config.
 *
 * @publicApi
 */
export interface ConfigAxis {
  /** Where in the config, `model.temperature`. */
  readonly path: string;
  /** How many items it has. */
  readonly size: number;
}

/**
 * A part of a config space: so many values, each found by its number. What it
 * gives is frozen, and shares whatever does not vary.
 *
 * @internal
 */
export interface ConfigNode {
  /** How many values it stands for. */
  readonly count: bigint;
  /** {@link count} for arithmetic; inexact beyond 2^53, where nothing is enumerated. */
  readonly size: number;
  /** Whether there is one value, the same in every sample. */
  readonly isConstant: boolean;
  /** The value of a number below {@link size}. */
  at(index: number, sample: number): unknown;
  /** Numbers of values that show every item of every axis at least once. */
  cover(): number[];
  /** Notes the items that a value shows; whether one of them had not been seen. */
  mark(index: number, sample: number, seen: SeenItems): boolean;
  /** Where, below the node, a part of a value may be written; the likeliest first. */
  trails(path: ConfigPath, index: number): ConfigPath[];
  /** How {@link count} comes about: `a 2 × b (1 + 3)`; empty for one value. */
  formula(): string;
  /** What varies in it, in the order of the document. */
  axes(): ConfigAxis[];
  /** What tells the value from the others of the node, for people. */
  describe(index: number, sample: number, labels: string[]): void;
}
