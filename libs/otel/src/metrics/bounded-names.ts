import { OTHER } from '../attributes.js';

/** Lets so many names of each group through: every one of them is a time series for ever. @internal */
export class BoundedNames {
  private readonly seen = new Map<string, Set<string>>();

  constructor(private readonly limit: number) {}

  of(group: string, name: string): string {
    let names = this.seen.get(group);
    if (names === undefined) this.seen.set(group, (names = new Set()));
    if (names.has(name)) return name;
    if (names.size >= this.limit) return OTHER;
    names.add(name);
    return name;
  }
}
