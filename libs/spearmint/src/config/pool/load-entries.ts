import type { ConfigEntry } from '../config-entry.interface.js';
import type { ConfigIssue } from '../config-issue.interface.js';
import { splitDocument } from '../document/split-document.js';
import type { ConfigAxis } from '../matrix/node/config-node.interface.js';
import { issueAt } from '../issue-at.js';
import { isModel, type ConfigModel } from '../model/config-model.js';
import { SpearmintConfigError } from '../spearmint-config.error.js';
import type { WatchedPaths } from '../source/watched-paths.js';
import type { SecretValue } from '../value/secret-value.js';
import { kindOf } from '../value/kinds.js';
import { checkEntries } from './check-entries.js';
import type { ConfigPoolOptions } from './config-pool.options.js';
import type { ConfigPart } from './config-part.js';
import { ConfigRecord } from './config-record.js';
import type { EntryList } from './entry-list.interface.js';
import { identifyEntries, type IdentifiedEntries } from './identify-entries.js';
import { loadDocuments } from './load-documents.js';
import { PartBuilder } from './part-builder.js';
import { ProblemList } from './problem-list.js';
import { poolSettings, type PoolSettings } from './pool-settings.js';

/** @internal */
export interface LoadedEntries<T> extends IdentifiedEntries<T> {
  readonly axes: readonly ConfigAxis[];
  readonly watched: WatchedPaths;
  readonly secrets: ReadonlySet<SecretValue>;
}

/**
 * From sources to checked entries: documents, snapshots, expansion, identity,
 * duplicates, model. Each stage goes on with what is sound, so that one error
 * tells the problems of all files.
 *
 * @internal
 */
export async function loadEntries<T>(
  sources: readonly unknown[],
  options: ConfigPoolOptions<T>,
): Promise<LoadedEntries<T>> {
  const settings = poolSettings(options);
  const problems = new ProblemList();
  const { name } = settings;
  let loaded: LoadedEntries<T> | undefined;
  try {
    loaded = await load(sources, options, settings, problems);
  } catch (error) {
    if (!problems.isFull) throw error;
  }
  if (problems.size > 0 || loaded === undefined)
    throw new SpearmintConfigError(`pool "${name}"`, problems.all());
  return loaded;
}

async function load<T>(
  sources: readonly unknown[],
  options: ConfigPoolOptions<T>,
  settings: PoolSettings,
  problems: ProblemList,
): Promise<LoadedEntries<T> | undefined> {
  const report = (issue: ConfigIssue): void => problems.add(issue);
  const parts = await loadParts(sources, settings, report);
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const { maxConfigs } = settings;
  if (size > maxConfigs) {
    const message = `has ${size} configs, more than maxConfigs=${maxConfigs}`;
    report({ code: 'E_TOO_MANY', origin: 'configs', path: '', message });
    return undefined;
  }
  if (size === 0 && problems.size === 0) report(emptyPool(sources.length));
  const identified = identifyEntries<T>(
    parts,
    settings.mayDropDuplicates,
    report,
  );
  const hasModels = parts.some((part) => part.model !== undefined);
  const issues = await checkAll(identified.entries, options.model, hasModels);
  for (const issue of issues) report(issue);
  return {
    ...identified,
    axes: parts.flatMap(({ space }) => space.axes),
    watched: settings.watched,
    secrets: settings.resolved,
  };
}

async function loadParts(
  sources: readonly unknown[],
  settings: PoolSettings,
  report: (issue: ConfigIssue) => void,
): Promise<ConfigPart[]> {
  const claimed = new Set<string>();
  const documents = await loadDocuments(sources, {
    baseDir: settings.baseDir,
    maxConfigs: settings.maxConfigs,
    maxFileBytes: settings.maxFileBytes,
    watched: settings.watched,
    report,
    claim: (file) => !claimed.has(file) && claimed.add(file).has(file),
  });
  const parts = documents.flatMap((document) =>
    splitDocument(document, (problem) => report(issueAt(document, problem))),
  );
  return new PartBuilder(settings, report).build(parts);
}

/** Each config by the pool's model, or by that of the space it comes from. */
async function checkAll(
  entries: EntryList<unknown>,
  model: ConfigModel | undefined,
  hasModels: boolean,
): Promise<ConfigIssue[]> {
  if (model !== undefined) {
    if (isModel(model)) return checkEntries(entries.checked(), model, '');
    const message = `must be a class or a Standard Schema, got ${kindOf(model)}`;
    return [{ code: 'E_MODEL', origin: 'options', path: 'model', message }];
  }
  if (!hasModels) return [];
  const byModel = new Map<ConfigModel, ConfigEntry[]>();
  for (const entry of entries.checked()) {
    const own = ConfigRecord.placeOf(entry)?.part.model;
    if (own === undefined) continue;
    const others = byModel.get(own);
    if (others === undefined) byModel.set(own, [entry]);
    else others.push(entry);
  }
  const issues: ConfigIssue[] = [];
  for (const [own, group] of byModel)
    issues.push(...(await checkEntries(group, own, '')));
  return issues;
}

function emptyPool(sources: number): ConfigIssue {
  const message =
    sources === 0
      ? 'the list of configs is empty'
      : 'the sources gave no config';
  return {
    code: 'E_EMPTY_POOL',
    origin: 'configs',
    path: '',
    message,
    hint: 'add a config',
  };
}
