import type { ConfigPath } from '../../config-path.js';
import type { SeenItems } from '../node/seen-items.js';
import type { ConfigSequence } from './config-sequence.interface.js';

/** Sequences one after the other. @internal */
export class JoinedSequence implements ConfigSequence {
  readonly size: number;
  private readonly starts: number[] = [];

  constructor(private readonly parts: readonly ConfigSequence[]) {
    let size = 0;
    for (const part of parts) {
      this.starts.push(size);
      size += part.size;
    }
    this.size = size;
  }

  at(index: number): Readonly<Record<string, unknown>> {
    const at = this.partOf(index);
    return this.parts[at].at(index - this.starts[at]);
  }

  labelsAt(index: number): string[] {
    const at = this.partOf(index);
    return this.parts[at].labelsAt(index - this.starts[at]);
  }

  isMade(index: number): boolean {
    const at = this.partOf(index);
    return this.parts[at].isMade(index - this.starts[at]);
  }

  cover(): number[] {
    return this.parts.flatMap((part, at) =>
      part.cover().map((index) => this.starts[at] + index),
    );
  }

  mark(index: number, seen: SeenItems): boolean {
    const at = this.partOf(index);
    return this.parts[at].mark(index - this.starts[at], seen);
  }

  trails(path: ConfigPath, index: number): ConfigPath[] {
    const at = this.partOf(index);
    return this.parts[at].trails(path, index - this.starts[at]);
  }

  private partOf(index: number): number {
    return this.starts.findLastIndex((start) => start <= index);
  }
}
