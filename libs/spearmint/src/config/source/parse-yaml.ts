import { constructFromEvents, parseEvents, YAMLException } from 'js-yaml';
import type { ConfigPath } from '../config-path.js';
import type { FilePosition } from '../origin.interface.js';
import type { Parsed, ParsedDocument } from './parsed-document.interface.js';
import { plainDocuments } from './plain-yaml.js';
import { Lines, locateIn } from './positions.js';
import { YAML_LIMITS, YAML_OPTIONS } from './yaml-options.js';
import { explainYaml } from './yaml-problem.js';
import { yamlPositions, type YamlPositions } from './yaml-positions.js';

const { maxDepth } = YAML_LIMITS;

/**
 * The documents of a YAML text, null ones included.
 *
 * @internal
 */
export function parseYaml(text: string): Parsed {
  try {
    const events = parseEvents(text, { maxDepth });
    const plain = plainDocuments(text, events);
    const values =
      plain ?? constructFromEvents(events, { ...YAML_OPTIONS, source: text });
    const places = new Places(text);
    return {
      documents: values.map(
        (value, index) =>
          new YamlDocument(value, plain !== undefined, places, index),
      ),
    };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { issues: [explainYaml(error, text)] };
  }
}

class YamlDocument implements ParsedDocument {
  constructor(
    readonly value: unknown,
    readonly isSnapshot: boolean,
    private readonly places: Places,
    private readonly index: number,
  ) {}

  locate(path: ConfigPath): FilePosition | undefined {
    return this.places.find(this.index, path);
  }
}

/** Where everything stands in a text: found when it is first asked for. */
class Places {
  private positions: YamlPositions | undefined;
  private lines: Lines | undefined;

  constructor(private readonly text: string) {}

  find(document: number, path: ConfigPath): FilePosition {
    this.positions ??= yamlPositions(this.text);
    this.lines ??= new Lines(this.text);
    return locateIn(this.lines, this.positions.documents[document], path);
  }
}
