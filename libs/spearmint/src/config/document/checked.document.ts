import type { ConfigIssue } from '../config-issue.interface.js';
import type { ConfigPath } from '../config-path.js';
import { issueAt } from '../issue-at.js';
import type { FilePosition } from '../origin.interface.js';
import type { ConfigDocument } from '../source/config-source.js';
import { snapshot } from '../value/snapshot.js';

/** A document whose value is a snapshot. @internal */
export class CheckedDocument implements ConfigDocument {
  readonly origin: string;
  readonly file: string | undefined;
  readonly #locate: ConfigDocument['locate'];

  private constructor(
    document: ConfigDocument,
    readonly value: unknown,
  ) {
    this.origin = document.origin;
    this.file = document.file;
    this.#locate = document.locate?.bind(document);
  }

  /** The document itself when it is one already; `undefined` after a report. */
  static of(
    document: ConfigDocument,
    report: (issue: ConfigIssue) => void,
  ): CheckedDocument | undefined {
    if (document instanceof CheckedDocument) return document;
    let isSound = true;
    const value = snapshot(document.value, (problem) => {
      isSound = false;
      report(issueAt(document, problem));
    });
    return isSound ? new CheckedDocument(document, value) : undefined;
  }

  locate(path: ConfigPath): FilePosition | undefined {
    return this.#locate?.(path);
  }
}
