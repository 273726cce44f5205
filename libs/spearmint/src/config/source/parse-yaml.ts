import { loadAll, YAMLException } from 'js-yaml';
import type { ConfigPath } from '../config-path.js';
import type { Parsed } from './parsed-document.interface.js';
import { Lines, locateIn } from './positions.js';
import { YAML_OPTIONS } from './yaml-options.js';
import { explainYaml } from './yaml-problem.js';
import { yamlPositions, type YamlPositions } from './yaml-positions.js';

/**
 * The documents of a YAML text, null ones included.
 *
 * @internal
 */
export function parseYaml(text: string): Parsed {
  try {
    let positions: YamlPositions | undefined;
    let lines: Lines | undefined;
    const documents = loadAll(text, YAML_OPTIONS).map((value, index) => ({
      value,
      locate(path: ConfigPath) {
        positions ??= yamlPositions(text);
        lines ??= new Lines(text);
        return locateIn(lines, positions.documents[index], path);
      },
    }));
    return { documents };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { issues: [explainYaml(error, text)] };
  }
}
