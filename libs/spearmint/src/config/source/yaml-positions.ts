import {
  EVENT_ID,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type Event,
} from 'js-yaml';
import type { DuplicateKey, PositionNode } from './positions.js';
import { YAML_LIMITS } from './yaml-options.js';

/** @internal */
export interface YamlPositions {
  readonly documents: readonly PositionNode[];
  readonly duplicates: readonly DuplicateKey[];
}

/**
 * Where everything stands in a YAML text. Parses it once more: only for
 * reporting a problem.
 *
 * @throws YAMLException when the text is no YAML
 * @internal
 */
export function yamlPositions(text: string): YamlPositions {
  const reader = new EventReader(
    text,
    parseEvents(text, { maxDepth: YAML_LIMITS.maxDepth }),
  );
  return { documents: reader.documents(), duplicates: reader.duplicates };
}

class EventReader {
  readonly duplicates: DuplicateKey[] = [];
  #anchors = new Map<string, PositionNode>();
  #at = 0;

  constructor(
    private readonly text: string,
    private readonly events: readonly Event[],
  ) {}

  documents(): PositionNode[] {
    const documents: PositionNode[] = [];
    while (this.#at < this.events.length) {
      this.#at++;
      this.#anchors = new Map();
      documents.push(this.#ended() ? newNode(0) : this.#node(0));
      this.#at++;
    }
    return documents;
  }

  /** `fallback`: the offset of a node that has no text of its own. */
  #node(fallback: number): PositionNode {
    const event = this.events[this.#at++];
    if (event.type === EVENT_ID.ALIAS) {
      const name = this.text.slice(event.anchorStart, event.anchorEnd);
      const target = this.#anchors.get(name);
      return {
        offset: event.anchorStart,
        children: target?.children ?? new Map(),
      };
    }
    if (event.type === EVENT_ID.SCALAR) {
      return newNode(
        event.valueStart < 0
          ? fallback
          : event.valueStart - quoteLength(event.style),
      );
    }
    if (event.type !== EVENT_ID.MAPPING && event.type !== EVENT_ID.SEQUENCE)
      return newNode(fallback);
    const node = newNode(event.start);
    if (event.anchorStart >= 0) {
      this.#anchors.set(
        this.text.slice(event.anchorStart, event.anchorEnd),
        node,
      );
    }
    if (event.type === EVENT_ID.MAPPING) this.#members(node);
    else this.#items(node);
    this.#at++;
    return node;
  }

  #members(node: PositionNode): void {
    while (!this.#ended()) {
      const event = this.events[this.#at];
      const key =
        event.type === EVENT_ID.SCALAR ? getScalarValue(this.text, event) : '';
      const { offset } = this.#node(node.offset);
      const value = this.#node(offset);
      const known = node.children.get(key);
      if (known)
        this.duplicates.push({ key, first: known.offset, second: offset });
      else node.children.set(key, { offset, children: value.children });
    }
  }

  #items(node: PositionNode): void {
    while (!this.#ended()) {
      node.children.set(String(node.children.size), this.#node(node.offset));
    }
  }

  #ended(): boolean {
    return this.events[this.#at].type === EVENT_ID.POP;
  }
}

/** The value of a quoted scalar begins behind its quote. */
function quoteLength(style: number): number {
  return style === SCALAR_STYLE.SINGLE_QUOTED ||
    style === SCALAR_STYLE.DOUBLE_QUOTED
    ? 1
    : 0;
}

function newNode(offset: number): PositionNode {
  return { offset, children: new Map() };
}
