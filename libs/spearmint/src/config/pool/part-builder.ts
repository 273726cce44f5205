import type { ConfigIssue } from '../config-issue.interface.js';
import { BaseFiles } from '../document/base-files.js';
import { layeredOrigin } from '../document/layered-origin.js';
import { rootLayer } from '../document/root-layer.js';
import { openSpace } from '../matrix/config-space.js';
import { PoolEffort } from '../matrix/pool-effort.js';
import type { References } from '../matrix/references.js';
import type { ConfigDocument } from '../source/config-source.js';
import { ConfigPart } from './config-part.js';
import { overridesOf, withOverrides } from './pool-overrides.js';
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

  /** The configs of the documents; those with a problem are left out. */
  build(documents: readonly ConfigDocument[]): ConfigPart[] {
    const { settings, report } = this;
    const sound = documents.flatMap((document) => {
      const root = rootLayer(document, report);
      const layers = root && this.bases.below(root);
      return layers === undefined ? [] : [{ layers, model: document.model }];
    });
    const overridden = withOverrides(
      sound.map(({ layers }) => layers),
      overridesOf(settings, report),
      report,
    );
    const effort = new PoolEffort(settings.maxConfigs);
    return sound.flatMap(({ model }, index) => {
      const layers = overridden[index];
      const space = openSpace(layers, {
        references: this.references,
        maxConfigs: settings.maxConfigs,
        effort,
      });
      return space === undefined
        ? []
        : [new ConfigPart(space, layeredOrigin(layers), model)];
    });
  }
}
