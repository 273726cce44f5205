import { realpathSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { CheckedDocument } from '../document/checked.document.js';
import { issueAt } from '../issue-at.js';
import type { Origin } from '../origin.interface.js';
import type { Problem } from '../problem.interface.js';
import { isJsonFile } from './config-extensions.js';
import type { ConfigDocument, ConfigSourceContext } from './config-source.js';
import { fileIssue } from './file-issue.js';
import type { FoundFile } from './list-directory.js';
import { parseJson } from './parse-json.js';
import { parseYaml } from './parse-yaml.js';
import { readText } from './read-text.js';
import type { ParsedDocument } from './parsed-document.interface.js';

/**
 * The documents of a file; its problems go to the context. A file that the pool
 * has already loaded, under whatever name, gives none.
 *
 * @internal
 */
export function loadFile(
  { path: file, realPath: known }: FoundFile,
  context: ConfigSourceContext,
): ConfigDocument[] {
  const origin: Origin = {
    origin: relativeOrigin(file, context.baseDir),
    file,
  };
  const report = (problem: Problem): void =>
    context.report(issueAt(origin, problem));
  try {
    const realPath = known ?? realpathSync.native(file);
    context.watched?.file(file, realPath);
    if (!context.claim(realPath)) return [];
    const text = readText(file, context.maxFileBytes, report);
    if (text === undefined) return [];
    const parsed = isJsonFile(file) ? parseJson(text) : parseYaml(text);
    if ('issues' in parsed) {
      for (const issue of parsed.issues)
        context.report({ ...issue, origin: file });
      return [];
    }
    const documents = named(parsed.documents, origin, report);
    return documents.flatMap((document): ConfigDocument[] => {
      // Each item of a list is a document of its own.
      if (Array.isArray(document.value)) return [document];
      // What was parsed can go before the next file is read.
      const checked = CheckedDocument.of(document, context.report);
      return checked === undefined ? [] : [checked];
    });
  } catch (error) {
    context.report(fileIssue(error, file, context.baseDir));
    return [];
  }
}

function named(
  documents: readonly ParsedDocument[],
  origin: Origin,
  report: (problem: Problem) => void,
): ConfigDocument[] {
  const filled = documents.filter(({ value }) => value !== null);
  if (filled.length === 0) {
    report({
      code: 'E_EMPTY_FILE',
      path: [],
      message: 'holds no configuration',
    });
  }
  return filled.map((document, index) => ({
    value: document.value,
    origin:
      filled.length === 1 ? origin.origin : `${origin.origin}#${index + 1}`,
    file: origin.file,
    locate: (path) => document.locate(path),
  }));
}

function relativeOrigin(file: string, baseDir: string): string {
  const path = relative(baseDir, file);
  if (path.startsWith('..') || isAbsolute(path)) return file;
  return path.split(sep).join('/');
}
