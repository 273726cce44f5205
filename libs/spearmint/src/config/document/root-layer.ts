import type { ConfigIssue } from '../config-issue.interface.js';
import { issueAt } from '../issue-at.js';
import type { Layer } from '../matrix/layer.js';
import type { Origin } from '../origin.interface.js';
import type { Problem } from '../problem.interface.js';
import type { ConfigDocument } from '../source/config-source.js';
import { isPlainObject, kindOf } from '../value/kinds.js';
import { CheckedDocument } from './checked.document.js';

/** A root, and where it was written. @internal */
export interface RootLayer extends Layer {
  readonly origin: Origin;
}

/** The root of a document; `undefined` after a report. @internal */
export function rootLayer(
  document: ConfigDocument,
  reportIssue: (issue: ConfigIssue) => void,
): RootLayer | undefined {
  const origin = CheckedDocument.of(document, reportIssue);
  if (origin === undefined) return undefined;
  const { value, file } = origin;
  const report = (problem: Problem): void =>
    reportIssue(issueAt(origin, problem));
  if (!isPlainObject(value)) {
    const message = `a config must be a mapping, got ${kindOf(value)}`;
    report({ code: 'E_ROOT', path: [], message });
    return undefined;
  }
  return { value, at: [], document: { file, report }, origin };
}
