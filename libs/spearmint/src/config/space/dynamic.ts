/** Never there at run time: it tells types apart. */
declare const VALUE: unique symbol;

/**
 * A part of a config that stands for several values, or for one that is known
 * later: what `grid`, `range`, `secret` and the others give. Written as JSON it is
 * the `$` form that files use.
 *
 * @publicApi
 */
export class Dynamic<out T> {
  declare readonly [VALUE]: T;

  /** @internal */
  constructor(private readonly form: object) {}

  toJSON(): object {
    return this.form;
  }
}
