/** How deep parts are looked for; types may contain themselves. */
type Depth = [never, 0, 1, 2, 3, 4];

/** What a dotted path may lead to inside a config. */
export type ConfigPart<C, D extends number = 5> = [D] extends [never]
  ? never
  : C extends readonly (infer I)[]
    ? Part<I, D>
    : C extends (...args: never[]) => unknown
      ? never
      : C extends object
        ? { [K in keyof C]-?: Part<C[K], D> }[keyof C]
        : never;

type Part<V, D extends number> = NonNullable<
  V | ConfigPart<NonNullable<V>, Depth[D]>
>;
