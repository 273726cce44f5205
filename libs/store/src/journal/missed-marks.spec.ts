import * as fs from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { fsWith, systemError, tempFolder } from './journal.fixture.js';
import { LostSegments } from './lost-segments.js';
import { markMissed, missedUpTo } from './missed-marks.js';

it('what was counted is known to other processes, for each sink and journal apart', () => {
  const folder = tempFolder();
  markMissed(fs, folder, [
    { sink: 'one', journal: 'a', number: 3 },
    { sink: 'one', journal: 'b', number: 7 },
  ]);
  markMissed(fs, folder, [{ sink: 'one', journal: 'a', number: 2 }]);
  const upTo = (sink: string, journal: string): number =>
    missedUpTo(fs, folder, sink, journal);
  expect([upTo('one', 'a'), upTo('one', 'b')]).toEqual([3, 7]);
  expect([upTo('two', 'a'), upTo('one', 'toString')]).toEqual([0, 0]);
});

it('the oldest journals are forgotten when there are very many', () => {
  const folder = tempFolder();
  const marks = Array.from({ length: 1_005 }, (_, index) => ({
    sink: 'one',
    journal: `journal-${index}`,
    number: 1,
  }));
  markMissed(fs, folder, marks);
  const known = marks.filter(
    ({ sink, journal }) => missedUpTo(fs, folder, sink, journal) === 1,
  );
  expect(known).toEqual(marks.slice(5));
});

it.each([
  '',
  'null',
  '[]',
  '{"one":null}',
  '{"one":{"a":"many"}}',
  '{"one":{"a":1e400}}',
])('a file that holds %j instead counts for nothing, and is mended', (text) => {
  const folder = tempFolder();
  fs.writeFileSync(join(folder, 'missed.json'), text);
  const lost = new LostSegments(fs, folder, 'one');
  expect(lost.count('a', 2, 5)).toBe(3);
  expect(missedUpTo(fs, folder, 'one', 'a')).toBe(4);
});

it('where it cannot be kept, this process knows it all the same', () => {
  const full = fsWith({
    writeFileSync: () => {
      throw systemError('ENOSPC');
    },
  });
  const lost = new LostSegments(full, tempFolder(), 'one');
  expect([lost.count('a', 2, 5), lost.count('a', 2, 6)]).toEqual([3, 1]);
});
