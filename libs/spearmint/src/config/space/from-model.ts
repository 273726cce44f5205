import type { ConfigIssue } from '../config-issue.interface.js';
import { formatPath, type ConfigPath } from '../config-path.js';
import { writeCanonical } from '../identity/write-canonical.js';
import { isData } from '../matrix/layer.js';
import { SpearmintConfigError } from '../spearmint-config.error.js';
import { isMapping } from '../value/kinds.js';
import { snapshot } from '../value/snapshot.js';
import { Space, space, type SpaceOptions } from './space.js';
import type { SpacePartial, SpaceValue } from './space.types.js';
import { toForm } from './to-form.js';

/** How the values of a model become a space. @publicApi */
export interface FromModelOptions<T> extends SpaceOptions<T> {
  /** Configs that are there already, one space for each. @default one empty config */
  readonly over?: readonly object[];
  /**
   * Which one counts where a base and the values differ: `override` takes the
   * values, `extend` the base, and `error` neither.
   *
   * @default 'override'
   */
  readonly merge?: 'override' | 'extend' | 'error';
}

type Form = Readonly<Record<string, unknown>>;

/**
 * Spaces of a class: its defaults, the bases over them, the values over those.
 *
 * ```ts
 * fromModel(LlmConfig, { temperature: grid([0, 0.7]) }, { over: [{ model: 'small' }, { model: 'large' }] })
 * ```
 *
 * @param model a class-validator class that can be made without arguments
 * @param values what to vary or to set
 * @throws SpearmintConfigError `E_CONFLICT` for each path that both say under `'error'`
 * @publicApi
 */
export function fromModel<T extends object>(
  model: new () => T,
  values: NoInfer<SpacePartial<T>> = {} as never,
  options: NoInfer<FromModelOptions<T>> = {},
): Space<T>[] {
  const { over = [{}], merge = 'override', ...settings } = options;
  const defaults = formOf(dataOf(new model()));
  const own = formOf(values);
  const issues: ConfigIssue[] = [];
  const forms = over.map((given, index) => {
    const base = formOf(given);
    if (merge === 'error')
      issues.push(...conflicts(base, own, `over[${index}]`));
    const [lower, upper] = merge === 'extend' ? [own, base] : [base, own];
    return laidOver(laidOver(defaults, lower), upper);
  });
  if (issues.length > 0)
    throw new SpearmintConfigError(`fromModel(${model.name})`, issues);
  return forms.map(
    (form) =>
      new Space(model, {
        ...space(
          model,
          {} as SpaceValue<T>,
          settings as SpaceOptions<T>,
        ).toJSON(),
        ...form,
      }),
  );
}

/** The properties of an instance that are data. */
function dataOf(instance: object): object {
  return Object.fromEntries(
    Object.entries(instance).filter(
      ([, value]) => value !== undefined && typeof value !== 'function',
    ),
  );
}

function formOf(spec: unknown): Form {
  const plain = isMapping(spec) ? toForm({ ...spec }) : toForm(spec);
  return plain as Form;
}

function laidOver(base: Form, upper: Form): Form {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(upper)) {
    if (value === undefined) continue;
    const below = merged[key];
    merged[key] =
      isData(below) && isData(value) ? laidOver(below, value) : value;
  }
  return merged;
}

function conflicts(
  base: Form,
  upper: Form,
  origin: string,
  path: ConfigPath = [],
): ConfigIssue[] {
  return Object.entries(upper).flatMap(([key, value]): ConfigIssue[] => {
    const below = base[key];
    if (below === undefined || value === undefined) return [];
    const at = [...path, key];
    if (isData(below) && isData(value))
      return conflicts(below, value, origin, at);
    if (textOf(below) === textOf(value)) return [];
    return [
      {
        code: 'E_CONFLICT',
        origin,
        path: formatPath(at),
        message: 'is another value than the one laid over it',
        hint: "leave one out, or set merge to 'override' or 'extend'",
      },
    ];
  });
}

function textOf(value: unknown): string {
  return writeCanonical(snapshot(value, () => undefined));
}
