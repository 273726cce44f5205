import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** An option as its declaration tells it. */
interface Option {
  readonly name: string;
  readonly meaning: string;
  readonly default: string;
}

/** The options of an interface or a class, from its declaration among these files. */
export function optionsOf(name: string, files: readonly string[]): Option[] {
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    if (!text.includes(name)) continue;
    const source = ts.createSourceFile(
      file,
      text,
      ts.ScriptTarget.Latest,
      true,
    );
    for (const statement of source.statements) {
      if (
        (ts.isInterfaceDeclaration(statement) ||
          ts.isClassDeclaration(statement)) &&
        statement.name?.text === name
      )
        return [...statement.members].flatMap(optionOf);
    }
  }
  throw new Error(`there are no options ${name}`);
}

/** The options as a table of Markdown. */
export function tableOf(options: readonly Option[]): string {
  const rows = options.map((option) => [
    `\`${option.name}\``,
    option.default,
    option.meaning,
  ]);
  return [['option', 'default', 'meaning'], ['---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function optionOf(member: ts.Node): Option[] {
  if (!ts.isPropertySignature(member) && !ts.isPropertyDeclaration(member))
    return [];
  const [comment] = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
  const tag = ts
    .getJSDocTags(member)
    .find(({ tagName }) => tagName.text === 'default');
  const isRequired =
    ts.isPropertySignature(member) && member.questionToken === undefined;
  const value = cell(tag?.comment);
  return [
    {
      name: member.name.getText(),
      meaning: cell(comment?.comment),
      default: isRequired ? 'required' : value === '' ? 'none' : code(value),
    },
  ];
}

/** Values are set as code, explanations are not. */
function code(text: string): string {
  return /^('[^']*'|[\w.[\](){}]+)$/.test(text) && text !== 'none'
    ? `\`${text}\``
    : text;
}

function cell(comment: Parameters<typeof ts.getTextOfJSDocComment>[0]): string {
  return (ts.getTextOfJSDocComment(comment) ?? '')
    .replace(/\{@link (\w+)\}/g, '`$1`')
    .replace(/\s+/g, ' ')
    .replaceAll('|', '\\|')
    .trim();
}
