import type { ConfigIssue } from '../config-issue.interface.js';
import { BaseFiles, type RootLayer } from '../document/base-files.js';
import { layeredOrigin } from '../document/layered-origin.js';
import { issueAt } from '../issue-at.js';
import { openSpace } from '../matrix/config-space.js';
import type { References } from '../matrix/references.js';
import type { Problem } from '../problem.interface.js';
import type { ConfigDocument } from '../source/config-source.js';
import { isPlainObject, kindOf } from '../value/kinds.js';
import { snapshot } from '../value/snapshot.js';
import { ConfigPart } from './config-part.js';
import { referencesOf } from './pool-references.js';
import type { PoolSettings } from './pool-settings.js';

/** Makes documents into the parts of a pool. @internal */
export class PartBuilder {
  private readonly references: References;
  private readonly bases: BaseFiles;

  constructor(
    private readonly settings: PoolSettings,
    private readonly report: (issue: ConfigIssue) => void,
  ) {
    this.references = referencesOf(settings);
    this.bases = new BaseFiles({ ...settings, report });
  }

  /** The configs of a document; `undefined` after a report. */
  build(document: ConfigDocument): ConfigPart | undefined {
    const root = this.rootOf(document);
    const layers = root === undefined ? undefined : this.bases.below(root);
    if (layers === undefined) return undefined;
    const space = openSpace(layers, {
      references: this.references,
      maxConfigs: this.settings.maxConfigs,
    });
    return (
      space && new ConfigPart(space, layeredOrigin(layers), document.model)
    );
  }

  private rootOf(document: ConfigDocument): RootLayer | undefined {
    let isSound = true;
    const report = (problem: Problem): void => {
      isSound = false;
      this.report(issueAt(document, problem));
    };
    const value = snapshot(document.value, report);
    if (isSound && !isPlainObject(value)) {
      const message = `a config must be a mapping, got ${kindOf(value)}`;
      report({ code: 'E_ROOT', path: [], message });
    }
    if (!isSound) return undefined;
    const { origin, file } = document;
    return {
      value,
      at: [],
      document: { file, report },
      // Without its value, which is not kept.
      origin: { origin, file, locate: (path) => document.locate?.(path) },
    };
  }
}
