import { describe, expect, it } from '@jest/globals';
import type { ConfigReport } from './config-report.interface.js';
import { shownRows } from './shown-rows.js';

const row = (name: number, primary: number): ConfigReport =>
  ({
    name: String(name),
    versusPrimary: name === primary ? undefined : {},
  }) as ConfigReport;

const namesOf = (count: number, primary: number): string =>
  shownRows(Array.from({ length: count }, (_, name) => row(name, primary)))
    .map(({ name }) => name)
    .join(' ');

describe('shownRows', () => {
  it.each([
    [48, 30, '0 1 2 3 4 5 6 7 8 9 30 47'],
    [48, 3, '0 1 2 3 4 5 6 7 8 9 47'],
    [48, 47, '0 1 2 3 4 5 6 7 8 9 47'],
    [6, 2, '0 1 2 3 4 5'],
  ])('of %i with the primary at %i are %s', (count, primary, shown) => {
    expect(namesOf(count, primary)).toBe(shown);
  });
});
