export const SENTENCES: readonly string[] = [
  'The quick brown fox jumps over the lazy dog',
  'A journey of a thousand miles begins with a single step',
  'To be or not to be, that is the question',
  'All that glitters is not gold',
  'I think, therefore I am',
  'The only thing we have to fear is fear itself',
  'Ask not what your country can do for you; ask what you can do for your country',
];

/** What a search for "not" should find. */
export const EXPECTED: readonly string[] = [
  'To be or not to be, that is the question',
  'All that glitters is not gold',
  'Ask not what your country can do for you; ask what you can do for your country',
];
