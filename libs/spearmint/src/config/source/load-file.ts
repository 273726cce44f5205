import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
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
    const filled = parsed.documents.filter(({ value }) => value !== null);
    if (filled.length === 0) {
      const message = 'holds no configuration';
      report({ code: 'E_EMPTY_FILE', path: [], message });
    }
    return filled.flatMap((document, index) => {
      const name = filled.length === 1 ? '' : `#${index + 1}`;
      return checked(document, origin.origin + name, file, context);
    });
  } catch (error) {
    context.report(fileIssue(error, file, context.baseDir));
    return [];
  }
}

/** What was parsed can go before the next file is read. */
function checked(
  parsed: ParsedDocument,
  origin: string,
  file: string,
  context: ConfigSourceContext,
): ConfigDocument[] {
  const { value, isSnapshot } = parsed;
  // Each item of a list is a document of its own.
  if (isSnapshot && !Array.isArray(value))
    return [new CheckedDocument(origin, file, value, parsed)];
  const document: ConfigDocument = {
    value,
    origin,
    file,
    locate: (path) => parsed.locate(path),
  };
  if (Array.isArray(value)) return [document];
  const sound = CheckedDocument.of(document, context.report);
  return sound === undefined ? [] : [sound];
}

/** Files outside of the base directory go by their whole path. */
function relativeOrigin(file: string, baseDir: string): string {
  const base = baseDir.endsWith(sep) ? baseDir : baseDir + sep;
  return file.startsWith(base)
    ? file.slice(base.length).split(sep).join('/')
    : file;
}
