import { resolve } from 'node:path';
import type { ConfigEntry } from '../config-entry.interface.js';
import type { ConfigIssue } from '../config-issue.interface.js';
import {
  expandConfig,
  type ExpandedConfig,
} from '../document/expand-config.js';
import { splitDocument } from '../document/split-document.js';
import { hashOfSnapshot, idOfHash } from '../identity/config-id.js';
import { issueAt } from '../issue-at.js';
import { isModel, type ConfigModel } from '../model/config-model.js';
import type { Origin } from '../origin.interface.js';
import type { Problem } from '../problem.interface.js';
import type {
  ConfigDocument,
  ConfigSourceContext,
} from '../source/config-source.js';
import { SpearmintConfigError } from '../spearmint-config.error.js';
import { deepFreeze } from '../value/deep-freeze.js';
import { kindOf } from '../value/kinds.js';
import { snapshot } from '../value/snapshot.js';
import { checkEntries } from './check-entries.js';
import {
  POOL_DEFAULTS,
  type ConfigPoolOptions,
} from './config-pool.options.js';
import { ConfigRecord } from './config-record.js';
import { indexEntries } from './index-entries.js';
import { loadDocuments } from './load-documents.js';

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
): Promise<Map<string, ConfigEntry<T>>> {
  const issues: ConfigIssue[] = [];
  const report = (issue: ConfigIssue): void => void issues.push(issue);
  const documents = await loadDocuments(sources, contextOf(options, report));
  const records = documents.flatMap((document) =>
    entriesOf<T>(document, report),
  );
  const max = options.maxConfigs ?? POOL_DEFAULTS.maxConfigs;
  if (records.length > max) {
    const message = `has ${records.length} configs, more than maxConfigs=${max}`;
    report({ code: 'E_TOO_MANY', origin: 'configs', path: '', message });
  }
  const byId = indexEntries(records, options.duplicates === 'drop', report);
  if (byId.size === 0 && issues.length === 0) report(emptyPool(sources.length));
  if (options.model !== undefined && records.length <= max)
    issues.push(...(await checkModel(byId, options.model)));
  if (issues.length > 0) {
    throw new SpearmintConfigError(
      `pool "${options.name ?? POOL_DEFAULTS.name}"`,
      issues,
    );
  }
  return byId;
}

function contextOf(
  options: ConfigPoolOptions,
  report: (issue: ConfigIssue) => void,
): ConfigSourceContext {
  const claimed = new Set<string>();
  return {
    baseDir: resolve(options.baseDir ?? process.cwd()),
    maxConfigs: options.maxConfigs ?? POOL_DEFAULTS.maxConfigs,
    maxFileBytes: options.maxFileBytes ?? POOL_DEFAULTS.maxFileBytes,
    report,
    claim: (file) => !claimed.has(file) && claimed.add(file).has(file),
  };
}

function entriesOf<T>(
  document: ConfigDocument,
  report: (issue: ConfigIssue) => void,
): ConfigRecord<T>[] {
  return splitDocument(document, (problem) =>
    report(issueAt(document, problem)),
  ).flatMap((part) => {
    let sound = true;
    const reportPart = (problem: Problem): void => {
      sound = false;
      report(issueAt(part, problem));
    };
    const copy = snapshot(part.value, reportPart);
    if (!sound) return [];
    const expanded = expandConfig(copy, reportPart);
    return sound ? expanded.map((config) => toRecord<T>(config, part)) : [];
  });
}

function toRecord<T>(
  { value, metadata }: ExpandedConfig,
  source: Origin,
): ConfigRecord<T> {
  const hash = hashOfSnapshot(value);
  const { origin, file } = source;
  const place: Origin = {
    origin,
    file,
    locate: (path) => source.locate?.(path),
  };
  const id = metadata.id ?? idOfHash(hash);
  return new ConfigRecord(
    id,
    hash,
    deepFreeze(value) as T,
    deepFreeze(metadata),
    place,
  );
}

async function checkModel(
  entries: ReadonlyMap<string, ConfigEntry>,
  model: ConfigModel,
): Promise<ConfigIssue[]> {
  if (isModel(model)) return checkEntries(entries.values(), model, '');
  const message = `must be a class or a Standard Schema, got ${kindOf(model)}`;
  return [{ code: 'E_MODEL', origin: 'options', path: 'model', message }];
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
