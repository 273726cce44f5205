import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Film } from '../../films/film.interface.js';
import { Random } from '../random.js';
import { makeQueries } from './make-queries.js';
import { makeQuery, wordsOf } from './make-query.js';

const film = (id: number, title: string, votes = 100): Film => ({
  id,
  title,
  votes,
  year: 2000,
  director: '',
  genre: '',
});

const films = Array.from({ length: 200 }, (_, id) =>
  film(id, `The Return of Number ${id + 1000}`, id * 100),
);

describe('wordsOf', () => {
  it('leaves out capitals and punctuation', () => {
    expect(wordsOf("Ocean's Eleven: Part-2!")).toEqual([
      'oceans',
      'eleven',
      'part',
      '2',
    ]);
  });
});

describe('makeQuery', () => {
  it('says what it has changed', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const right = ['the', 'godfather', 'part', 'ii'];
        const { text, changes } = makeQuery(
          film(1, 'The Godfather: Part II'),
          new Random(seed),
        );
        const words = text.split(' ');
        expect(words).toHaveLength(changes.has('dropped word') ? 3 : 4);
        if (changes.size === 0) expect(words).toEqual(right);
        if (!changes.has('typo')) {
          expect(right).toEqual(expect.arrayContaining(words));
        }
      }),
    );
  });

  it('leaves a title of one short word as it is', () => {
    const texts = Array.from(
      { length: 50 },
      (_, seed) => makeQuery(film(1, 'Up'), new Random(seed)).text,
    );
    expect(new Set(texts)).toEqual(new Set(['up']));
  });

  it('never leaves nothing', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z0-9]{1,8}( [a-z0-9]{1,8}){0,5}$/),
        fc.nat(),
        (title, seed) => {
          expect(makeQuery(film(1, title), new Random(seed)).text).not.toBe('');
        },
      ),
    );
  });
});

describe('makeQueries', () => {
  it('makes as many as asked, each of another film, each with another text', () => {
    const queries = makeQueries(films, 100, 1);
    expect(queries).toHaveLength(100);
    expect(new Set(queries.map(({ filmId }) => filmId)).size).toBe(100);
    expect(new Set(queries.map(({ text }) => text)).size).toBe(100);
  });

  it('makes the same for a seed, and others for another', () => {
    expect(makeQueries(films, 50, 7)).toEqual(makeQueries(films, 50, 7));
    expect(makeQueries(films, 50, 7)).not.toEqual(makeQueries(films, 50, 8));
  });

  it('prefers films that many have voted for', () => {
    const ids = makeQueries(films, 60, 1).map(({ filmId }) => filmId);
    const average = ids.reduce((sum, id) => sum + id, 0) / ids.length;
    expect(average).toBeGreaterThan(110);
  });

  it('has changes of every kind, and queries with none', () => {
    const queries = makeQueries(films, 200, 1);
    const share = (kind: string): number =>
      queries.filter(({ changes }) => [...changes].join().includes(kind))
        .length / queries.length;
    expect(share('typo')).toBeCloseTo(0.65, 1);
    expect(share('dropped')).toBeCloseTo(0.35, 1);
    expect(share('reordered')).toBeCloseTo(0.2, 1);
    expect(queries.some(({ changes }) => changes.size === 0)).toBe(true);
  });

  it('leaves out titles that nobody can type', () => {
    expect(makeQueries([film(1, 'Alien³'), film(2, '!?')], 5, 1)).toEqual([]);
  });

  it('makes no more than there are films', () => {
    expect(makeQueries(films.slice(0, 3), 10, 1)).toHaveLength(3);
  });
});
