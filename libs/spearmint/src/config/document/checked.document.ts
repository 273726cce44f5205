import type { ConfigIssue } from '../config-issue.interface.js';
import type { ConfigPath } from '../config-path.js';
import { issueAt } from '../issue-at.js';
import type { FilePosition, Origin } from '../origin.interface.js';
import type { ConfigDocument } from '../source/config-source.js';
import { snapshot } from '../value/snapshot.js';

/** A document whose value is a snapshot. @internal */
export class CheckedDocument implements ConfigDocument {
  readonly #places: Pick<Origin, 'locate'>;

  /**
   * @param value a snapshot
   * @param places where things stand in what the value was made of
   */
  constructor(
    readonly origin: string,
    readonly file: string | undefined,
    readonly value: unknown,
    places: Pick<Origin, 'locate'>,
  ) {
    this.#places = places;
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
    if (!isSound) return undefined;
    const { origin, file } = document;
    return new CheckedDocument(origin, file, value, document);
  }

  locate(path: ConfigPath): FilePosition | undefined {
    return this.#places.locate?.(path);
  }
}
