/** Longer lines are judged by their beginning. */
const MAX_LINE = 500;
const QUOTE = 'quote the value';

const HINTS: readonly (readonly [
  reason: RegExp,
  line: RegExp,
  hint: string,
])[] = [
  [
    /./,
    /\$\{[^}]*\}/,
    `${QUOTE}: \${...} is not replaced, and braces mean a mapping`,
  ],
  [
    /unidentified alias/,
    /./,
    `${QUOTE}: a leading * means an alias, and one ends with its document`,
  ],
  [
    /unknown \w+ tag|cannot resolve a node|tag/,
    /!/,
    'tags are not supported; quote the value if it is text',
  ],
  [
    /bad indentation|separator|multiline key|mapping entry/,
    /:.*:\s/,
    "quote values that contain ': '",
  ],
  [/./, /:\s+[@`%]/, `${QUOTE}: it begins with a character that YAML reserves`],
  [/complex keys/, /./, 'quote the key'],
  [/^tab characters/, /./, 'indent with spaces'],
  [/cannot merge/, /./, 'give << a mapping or a list of mappings'],
];

/**
 * What to do about a YAML problem, judged by its reason and its line.
 *
 * @internal
 */
export function hintForYaml(reason: string, line: string): string | undefined {
  const start = line.slice(0, MAX_LINE);
  return HINTS.find(
    ([ofReason, ofLine]) => ofReason.test(reason) && ofLine.test(start),
  )?.[2];
}
