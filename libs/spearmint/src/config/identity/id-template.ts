import { parsePath } from '../config-path.js';
import { isSecretName } from '../secrets.js';
import { kindOf } from '../value/kinds.js';
import { valueAt } from '../value/value-at.js';
import { looksGenerated } from './config-id.js';

const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const PLACEHOLDER = /\{([^{}]*)\}/g;

/** What is wrong with an id, in words. @internal */
export function idProblem(id: string): string | undefined {
  if (!ID_PATTERN.test(id)) return `must match ${ID_PATTERN.source}`;
  return looksGenerated(id)
    ? 'must not begin with cfg_, which marks generated ids'
    : undefined;
}

/** Whether an `$id` has places for values of its config: `x-{model.name}`. @internal */
export function isTemplate(id: string): boolean {
  return /[{}]/.test(id);
}

/** @internal */
export type RenderedId = { readonly id: string } | { readonly problem: string };

/** The id that a template gives a config. @internal */
export function renderId(template: string, value: unknown): RenderedId {
  let problem: string | undefined;
  const id = template.replace(PLACEHOLDER, (_, text: string) => {
    if (isSecretName(text)) {
      problem ??= `{${text}} may be secret, and ids are shown`;
      return '';
    }
    const found = read(value, text);
    if (typeof found === 'string') return found;
    if (['number', 'boolean', 'bigint'].includes(typeof found))
      return String(found);
    problem ??=
      found === undefined
        ? `{${text}} leads nowhere in this config`
        : `{${text}} is ${kindOf(found)}, which makes no id`;
    return '';
  });
  if (problem !== undefined) return { problem };
  const wrong = idProblem(id);
  return wrong === undefined
    ? { id }
    : { problem: `gives ${JSON.stringify(id.slice(0, 140))}, which ${wrong}` };
}

function read(value: unknown, text: string): unknown {
  const path = parsePath(text);
  return path === undefined || path.length === 0
    ? undefined
    : valueAt(value, path);
}
