import {
  EVENT_ID,
  getScalarValue,
  SCALAR_STYLE,
  type Event,
  type MappingEvent,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';
import { FORBIDDEN_KEYS, hasLoneSurrogate } from '../value/text-rules.js';
import { resolvePlain } from './yaml-options.js';

/** Larger texts go the way on which values are counted. */
const MAX_EVENTS = 20_000;
/** Deeper ones go the way on which levels are told. */
const MAX_DEPTH = 50;

/** Stands for what is not plain. */
const ODD = Symbol('odd');

/**
 * The documents of a YAML text, made straight from its events as snapshots are:
 * sound and frozen. That is most files, and it costs a part of constructing,
 * copying and freezing them one after the other. `undefined` as soon as
 * something needs more: an anchor, a tag, a merge key, and whatever is to be
 * reported.
 *
 * @internal
 */
export function plainDocuments(
  text: string,
  events: readonly Event[],
): unknown[] | undefined {
  if (events.length > MAX_EVENTS) return undefined;
  return new PlainReader(text, events).documents();
}

class PlainReader {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly events: readonly Event[],
  ) {}

  documents(): unknown[] | undefined {
    const documents: unknown[] = [];
    while (this.at < this.events.length) {
      this.at++;
      const value = this.node();
      if (value === ODD) return undefined;
      documents.push(value);
      this.at++;
    }
    return documents;
  }

  private node(): unknown {
    const event = this.events[this.at++];
    switch (event.type) {
      case EVENT_ID.SCALAR:
        return this.scalar(event);
      case EVENT_ID.MAPPING:
        return this.mayEnter(event) ? this.mapping() : ODD;
      case EVENT_ID.SEQUENCE:
        return this.mayEnter(event) ? this.list() : ODD;
      default:
        return ODD;
    }
  }

  private mayEnter(event: MappingEvent | SequenceEvent): boolean {
    return isBare(event) && this.depth++ < MAX_DEPTH;
  }

  private mapping(): unknown {
    const mapping: Record<string, unknown> = {};
    while (!this.hasEnded()) {
      const key = this.key();
      if (key === undefined || Object.hasOwn(mapping, key)) return ODD;
      const value = this.node();
      if (value === ODD) return ODD;
      mapping[key] = value;
    }
    return this.left(mapping);
  }

  private key(): string | undefined {
    const event = this.events[this.at++];
    if (event.type !== EVENT_ID.SCALAR) return undefined;
    const key = this.scalar(event);
    if (key === ODD || key === '<<') return undefined;
    const name = String(key);
    return FORBIDDEN_KEYS.has(name) ? undefined : name;
  }

  private list(): unknown {
    const items: unknown[] = [];
    while (!this.hasEnded()) {
      const item = this.node();
      if (item === ODD) return ODD;
      items.push(item);
    }
    return this.left(items);
  }

  private scalar(event: ScalarEvent): unknown {
    if (!isBare(event)) return ODD;
    const source = getScalarValue(this.text, event);
    if (event.style === SCALAR_STYLE.PLAIN) {
      const value = resolvePlain(source);
      return typeof value === 'object' && value !== null ? ODD : value;
    }
    return !event.fast && hasLoneSurrogate(source) ? ODD : source;
  }

  private left(collection: object): object {
    this.at++;
    this.depth--;
    return Object.freeze(collection);
  }

  private hasEnded(): boolean {
    return this.events[this.at].type === EVENT_ID.POP;
  }
}

/** Without an anchor and without a tag. */
function isBare(event: MappingEvent | SequenceEvent | ScalarEvent): boolean {
  return event.anchorStart < 0 && event.tagStart < 0;
}
