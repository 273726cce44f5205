import type { ConfigModel } from '../model/config-model.js';
import type { SpacePartial, SpacePattern, SpaceValue } from './space.types.js';
import { toForm, toPatternForm } from './to-form.js';

/** What a space says besides its values. @publicApi */
export interface SpaceOptions<T> {
  /** An id with places for values: `'x-{model.name}'`. @default by content */
  readonly id?: string;
  /** What people call it. */
  readonly name?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  /** Share of traffic of each config under the weighted strategy. */
  readonly weight?: number;
  /** For whatever is drawn: a whole number of at least 0. */
  readonly seed?: number;
  /** Draws for each combination. @default 1 */
  readonly samples?: number;
  /** So many different configs, drawn from all of them. @default all */
  readonly pick?: number;
  /** Combinations to leave out. */
  readonly exclude?: readonly SpacePattern<T>[];
  /** Further configs: what does not vary, and what they say themselves. */
  readonly add?: readonly SpacePartial<T>[];
}

/**
 * Many configs of one model, written in code. A source of a pool; as JSON it is
 * what a file would hold.
 *
 * @publicApi
 */
export class Space<out T> {
  /** @internal */
  constructor(
    /** What each of its configs is checked against. */
    readonly model: ConfigModel<T>,
    private readonly form: object,
  ) {}

  /** The `$` form: it can be stored, hashed, sent elsewhere, and used as a source there. */
  toJSON(): object {
    return this.form;
  }
}

/**
 * The configs of a model, any part of which may be dynamic. Wrong values, unknown
 * keys and missing ones are errors of the compiler.
 *
 * ```ts
 * space(SearchConfig, { fuzzy: grid([0, 0.2]), boost: { title: range({ from: 1, to: 3 }) } })
 * ```
 *
 * @param model a class-validator class or a Standard Schema; configs are checked against it
 * @publicApi
 */
export function space<T>(
  model: ConfigModel<T>,
  values: NoInfer<SpaceValue<T>>,
  options: NoInfer<SpaceOptions<T>> = {},
): Space<T> {
  const { exclude, add, ...settings } = options;
  const root = Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [`$${key}`, value]),
  );
  return new Space(model, {
    ...root,
    ...(exclude && { $exclude: exclude.map(toPatternForm) }),
    ...(add && { $add: add.map(toForm) }),
    ...(toForm(values) as object),
  });
}
