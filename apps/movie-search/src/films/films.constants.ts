/** The token of the raw rows, so that a test can bring a few of its own. */
export const FILM_ROWS = Symbol('FILM_ROWS');
