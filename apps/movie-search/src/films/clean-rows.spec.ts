import { describe, expect, it } from '@jest/globals';
import { cleanRows } from './clean-rows.js';

describe('cleanRows', () => {
  it('drops rows without a title', () => {
    const rows = [{ Title: null }, { Title: '  ' }, { Title: 'Alien' }];
    expect(cleanRows(rows).map(({ title }) => title)).toEqual(['Alien']);
  });

  it('takes a number for a title', () => {
    expect(cleanRows([{ Title: 300 }])[0].title).toBe('300');
  });

  it('keeps the most voted film of a title, in the place of the first', () => {
    const films = cleanRows([
      { Title: 'The Alamo', 'Release Date': 'Oct 24 1960', 'IMDB Votes': 10 },
      { Title: 'Alien', 'IMDB Votes': 5 },
      { Title: 'The alamo ', 'Release Date': 'Apr 09 2004', 'IMDB Votes': 20 },
      { Title: 'The Alamo', 'IMDB Votes': null },
    ]);
    expect(films).toEqual([
      {
        id: 0,
        title: 'The alamo',
        year: 2004,
        director: '',
        genre: '',
        votes: 20,
      },
      {
        id: 1,
        title: 'Alien',
        year: undefined,
        director: '',
        genre: '',
        votes: 5,
      },
    ]);
  });

  it('numbers the films by their place', () => {
    const films = cleanRows([{ Title: 'b' }, { Title: null }, { Title: 'a' }]);
    expect(films.map(({ id }) => id)).toEqual([0, 1]);
  });
});
