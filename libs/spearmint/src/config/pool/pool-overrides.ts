import type { ConfigIssue } from '../config-issue.interface.js';
import { formatPath, parsePath, type ConfigPath } from '../config-path.js';
import {
  overridden,
  extended,
  pathsIn,
  type Override,
} from '../matrix/override.js';
import type { Layer } from '../matrix/layer.js';
import { didYouMean } from '../nearest.js';
import { isSecretName } from '../secrets.js';
import { parseYaml } from '../source/parse-yaml.js';
import { snapshot } from '../value/snapshot.js';
import { FORBIDDEN_KEYS } from '../value/text-rules.js';
import { POOL_DEFAULTS } from './config-pool.options.js';
import type { PoolSettings } from './pool-settings.js';

/** The environment variable that sets values for a run. @internal */
export const SET_VARIABLE = 'SPEARMINT_SET';

/** An override, and who wants it. @internal */
export interface PoolOverride extends Override {
  readonly origin: string;
  /** Whether it may say something that the configs do not: `+path`. */
  readonly mayAdd: boolean;
}

type ReportIssue = (issue: ConfigIssue) => void;

/** One statement of {@link SET_VARIABLE}: the pool it is for, its path, its value. @internal */
export interface SetStatement {
  readonly pool: string | undefined;
  readonly path: string;
  readonly text: string;
}

/** Levels of mappings and lists, as in files. */
const MAX_DEPTH = 100;

/** Semicolons and line ends part statements, but not inside quotes. */
const STATEMENT = /(?:[^;\n"']|"(?:[^"\\]|\\.)*"|'[^']*'|["'])+/g;
const PARTS = /^(?:([^:="'[\]+]+):)?([^=]+)=(.*)$/s;

/** What {@link SET_VARIABLE} says, one statement after the other. @internal */
export function setStatements(
  text: string,
): (SetStatement | { readonly bad: string })[] {
  return (text.match(STATEMENT) ?? [])
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
    .map((statement) => {
      const found = PARTS.exec(statement);
      return found === null
        ? { bad: statement }
        : { pool: found[1]?.trim(), path: found[2].trim(), text: found[3] };
    });
}

/**
 * The overrides of a pool, the stronger later: those of the options, then those of
 * the environment.
 *
 * @internal
 */
export function overridesOf(
  settings: PoolSettings,
  report: ReportIssue,
): PoolOverride[] {
  const overrides = Object.entries(settings.overrides).map(([path, value]) =>
    overrideOf('overrides', path, value, report),
  );
  for (const statement of setStatements(settings.set)) {
    if ('bad' in statement) {
      const message = `is no statement: ${shown(statement.bad)}`;
      const hint = 'write path=value, or pool:path=value';
      report({
        code: 'E_OVERRIDE',
        origin: SET_VARIABLE,
        path: '',
        message,
        hint,
      });
    } else if ((statement.pool ?? POOL_DEFAULTS.name) === settings.name) {
      const { path, text } = statement;
      const value = yamlValue(path, text, report);
      overrides.push(
        value && overrideOf(SET_VARIABLE, path, value.value, report),
      );
    }
  }
  return overrides.filter((override) => override !== undefined);
}

/** The roots of a pool's documents with the overrides in them. @internal */
export function withOverrides<L extends Layer>(
  documents: readonly (readonly L[])[],
  overrides: readonly PoolOverride[],
  report: ReportIssue,
): (readonly L[])[] {
  let current = [...documents];
  for (const override of overrides) {
    const isKnown = current.some((layers) =>
      layers.some(({ value }) => hasPath(value, override.path)),
    );
    if (isKnown)
      current = current.map((layers) =>
        layers.map((layer) => changed(layer, override)),
      );
    else if (override.mayAdd)
      current = current.map((layers) => added(layers, override));
    else if (current.length > 0) report(unknownPath(override, current));
  }
  return current;
}

/** Also of an override by the value that is there already. */
function hasPath(value: unknown, path: ConfigPath): boolean {
  return overridden(value, { path, value: Symbol('another') }) !== value;
}

function changed<L extends Layer>(layer: L, override: PoolOverride): L {
  const value = overridden(layer.value, override);
  return value === layer.value ? layer : named({ ...layer, value }, override);
}

function added<L extends Layer>(
  layers: readonly L[],
  override: PoolOverride,
): L[] {
  return layers.map((layer, index) =>
    index < layers.length - 1
      ? layer
      : named({ ...layer, value: extended(layer.value, override) }, override),
  );
}

/** What is wrong with an override is told as such, not as a fault of the file. */
function named<L extends Layer>(layer: L, { path, origin }: PoolOverride): L {
  const { document } = layer;
  const prefix = formatPath(path);
  return {
    ...layer,
    document: {
      ...document,
      report: (problem) =>
        document.report(
          formatPath(problem.path).startsWith(prefix)
            ? { ...problem, message: `${problem.message}, as ${origin} has it` }
            : problem,
        ),
    },
  };
}

function unknownPath(
  { path, origin }: PoolOverride,
  documents: readonly (readonly Layer[])[],
): ConfigIssue {
  const name = formatPath(path);
  const known = documents.flatMap((layers) =>
    layers.flatMap(({ value }) => pathsIn(value)),
  );
  const guess = didYouMean(name, known);
  const hint = `${guess === undefined ? '' : `${guess} `}write +${name} to add it`;
  const message = 'no config has this path';
  return { code: 'E_OVERRIDE', origin, path: name, message, hint };
}

function overrideOf(
  origin: string,
  text: string,
  given: unknown,
  report: ReportIssue,
): PoolOverride | undefined {
  const mayAdd = text.startsWith('+');
  const path = parsePath(mayAdd ? text.slice(1) : text);
  if (path === undefined || path.length === 0) {
    const message = `${JSON.stringify(text)} is not a path`;
    const hint = 'write it like a.b[0].c, and ["a.b"] for a key with dots';
    report({ code: 'E_OVERRIDE', origin, path: '', message, hint });
    return undefined;
  }
  if (path.length > MAX_DEPTH) {
    const message = `a path has at most ${MAX_DEPTH} steps`;
    const place = formatPath(path.slice(0, 3));
    report({ code: 'E_OVERRIDE', origin, path: place, message });
    return undefined;
  }
  const forbidden = path.find((key) => FORBIDDEN_KEYS.has(String(key)));
  if (forbidden !== undefined) {
    const message = `${forbidden} is not allowed as a key`;
    report({ code: 'E_KEY', origin, path: formatPath(path), message });
    return undefined;
  }
  let isSound = true;
  const value = snapshot(given, (problem) => {
    isSound = false;
    const { code, message, hint } = problem;
    const place = formatPath([...path, ...problem.path]);
    report({
      code,
      origin,
      path: place,
      message,
      ...(hint === undefined ? {} : { hint }),
    });
  });
  return isSound ? { origin, path, value, mayAdd } : undefined;
}

function yamlValue(
  path: string,
  text: string,
  report: ReportIssue,
): { readonly value: unknown } | undefined {
  const parsed = parseYaml(text);
  if ('documents' in parsed && parsed.documents.length <= 1)
    return { value: parsed.documents[0]?.value ?? null };
  const message = `its value is not YAML: ${isSecretName(path) ? 'it may be secret and is not shown' : shown(text)}`;
  report({ code: 'E_OVERRIDE', origin: SET_VARIABLE, path, message });
  return undefined;
}

function shown(text: string): string {
  return isSecretName(text)
    ? 'it may be secret and is not shown'
    : JSON.stringify(text.slice(0, 80));
}
