/** What is summarized unless a request brings its own. */
export const EXAMPLE_TEXT =
  'A lighthouse is a tower with a strong lamp that warns ships of rocks and guides them into harbours. ' +
  'The first lamps were wood fires on hills, and a storm could put them out. ' +
  'Later keepers burned oil, and lenses of glass made the light of one lamp visible from ships far away. ' +
  'A keeper lived in the tower all year, trimmed the lamp at night and wrote down every ship that passed. ' +
  'Today the lamps are electric, no keeper lives in the tower, and most ships find harbours by satellite. ' +
  'Yet the light still burns, because a satellite can fail and rocks do not move.';
