import { resolve } from 'node:path';
import type { ConfigEntry } from '../config-entry.interface.js';
import type { ConfigIssue } from '../config-issue.interface.js';
import { expandDocument } from '../document/expand-document.js';
import { splitDocument } from '../document/split-document.js';
import type { ConfigAxis } from '../matrix/node/config-node.interface.js';
import { issueAt } from '../issue-at.js';
import { isModel, type ConfigModel } from '../model/config-model.js';
import type { Origin } from '../origin.interface.js';
import type { Problem } from '../problem.interface.js';
import type {
  ConfigDocument,
  ConfigSourceContext,
} from '../source/config-source.js';
import { SpearmintConfigError } from '../spearmint-config.error.js';
import { kindOf } from '../value/kinds.js';
import { snapshot } from '../value/snapshot.js';
import { checkEntries } from './check-entries.js';
import {
  POOL_DEFAULTS,
  type ConfigPoolOptions,
} from './config-pool.options.js';
import { checkIds } from './check-ids.js';
import { ConfigPart } from './config-part.js';
import type { EntryList } from './entry-list.interface.js';
import { LazyEntries } from './lazy.entries.js';
import { ListedEntries } from './listed.entries.js';
import { referencesOf } from './pool-references.js';
import { indexEntries } from './index-entries.js';
import { loadDocuments } from './load-documents.js';

/** Up to so many configs are made, compared and checked when the pool loads. */
const MAX_LISTED = 10_000;

/** @internal */
export interface LoadedEntries<T> {
  readonly entries: EntryList<T>;
  readonly axes: readonly ConfigAxis[];
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
  const issues: ConfigIssue[] = [];
  const report = (issue: ConfigIssue): void => void issues.push(issue);
  const documents = await loadDocuments(sources, contextOf(options, report));
  const parts = partsOf(documents, options, report);
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const max = options.maxConfigs ?? POOL_DEFAULTS.maxConfigs;
  if (size > max) {
    const message = `has ${size} configs, more than maxConfigs=${max}`;
    report({ code: 'E_TOO_MANY', origin: 'configs', path: '', message });
  }
  if (size === 0 && issues.length === 0) report(emptyPool(sources.length));
  const entries =
    size <= max ? entriesOf<T>(parts, options, report) : undefined;
  if (entries !== undefined && options.model !== undefined)
    issues.push(...(await checkModel(entries.checked(), options.model)));
  if (issues.length > 0 || entries === undefined) {
    throw new SpearmintConfigError(
      `pool "${options.name ?? POOL_DEFAULTS.name}"`,
      issues,
    );
  }
  return { entries, axes: parts.flatMap(({ space }) => space.axes) };
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

function partsOf(
  documents: readonly ConfigDocument[],
  options: ConfigPoolOptions,
  report: (issue: ConfigIssue) => void,
): ConfigPart[] {
  const spaceOptions = {
    references: referencesOf(options),
    maxConfigs: options.maxConfigs ?? POOL_DEFAULTS.maxConfigs,
  };
  return documents
    .flatMap((document) =>
      splitDocument(document, (problem) => report(issueAt(document, problem))),
    )
    .flatMap((document) => {
      let isSound = true;
      const reportHere = (problem: Problem): void => {
        isSound = false;
        report(issueAt(document, problem));
      };
      const root = snapshot(document.value, reportHere);
      if (!isSound) return [];
      const space = expandDocument(root, document, reportHere, spaceOptions);
      return isSound && space !== undefined
        ? [new ConfigPart(space, placeOf(document))]
        : [];
    });
}

/** Where a document stands, without its value. */
function placeOf(document: ConfigDocument): Origin {
  const { origin, file } = document;
  return { origin, file, locate: (path) => document.locate?.(path) };
}

/** The entries, or what is wrong with their ids. */
function entriesOf<T>(
  parts: readonly ConfigPart[],
  options: ConfigPoolOptions<T>,
  report: (issue: ConfigIssue) => void,
): EntryList<T> {
  const lazy = new LazyEntries<T>(parts);
  const isListed = lazy.size <= MAX_LISTED;
  const records = isListed ? [...lazy] : lazy.checked();
  const isSound = checkIds(parts, records, report);
  if (!isListed || !isSound) return lazy;
  return new ListedEntries(
    indexEntries(records, options.duplicates === 'drop', report),
  );
}

async function checkModel(
  entries: Iterable<ConfigEntry>,
  model: ConfigModel,
): Promise<ConfigIssue[]> {
  if (isModel(model)) return checkEntries(entries, model, '');
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
