/**
 * One immutable configuration of a pool, with its identity beside the value.
 *
 * @publicApi
 */
export interface ConfigEntry<T = unknown> {
  /** `$id` when the source gave one, else `cfg_` and 20 hex digits of {@link hash}. */
  readonly id: string;
  /** SHA-256 (64 hex digits) over the canonical form of {@link value}. */
  readonly hash: string;
  /** The plain value, deep-frozen, without any `$` metadata. */
  readonly value: T;
  /** Where it came from: `configs/a.yaml`, `configs/a.yaml#2`, `configs/a.yaml[1]`, `configs[0]`. */
  readonly origin: string;
  /**
   * What people call it: `$name`, and what tells it from the other configs of a
   * matrix, such as `fast: model.temperature=0.5`; else its id. Not part of the identity.
   */
  readonly label?: string;
  /** `$name`: a label for people; not part of the identity. */
  readonly name?: string;
  /** `$description`: free text for people; not part of the identity. */
  readonly description?: string;
  /** `$tags`: labels for grouping; not part of the identity. */
  readonly tags?: readonly string[];
  /** `$weight`: share of traffic under the weighted strategy; not part of the identity. */
  readonly weight?: number;
}
