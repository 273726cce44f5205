import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** What the sources say of an error. */
export interface DocumentedError {
  readonly code: string;
  /** The class; `undefined` for a code of issues in a `SpearmintConfigError`. */
  readonly className?: string;
  readonly cause: string;
  readonly remedy: string;
}

/** The errors of these files: classes with a code, and issue codes. */
export function readCatalogue(files: readonly string[]): DocumentedError[] {
  return files
    .flatMap((file) => errorsOf(file))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

function errorsOf(file: string): DocumentedError[] {
  const text = readFileSync(file, 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  return source.statements.flatMap((statement) => {
    if (ts.isClassDeclaration(statement) && isError(statement)) {
      return [
        {
          code: codeOf(statement),
          className: statement.name?.text ?? '',
          ...commentOf(statement),
        },
      ];
    }
    if (
      ts.isInterfaceDeclaration(statement) &&
      statement.name.text.endsWith('IssueCodes')
    ) {
      return statement.members.map((member) => ({
        code: member.name?.getText() ?? '',
        ...commentOf(member),
      }));
    }
    return [];
  });
}

const BASES = ['SpearmintError', 'CliError'];

function isError(declaration: ts.ClassDeclaration): boolean {
  return (declaration.heritageClauses ?? []).some(({ types }) =>
    types.some(({ expression }) => BASES.includes(expression.getText())),
  );
}

/** The text of `readonly code = 'SPEARMINT_E_...'`. */
function codeOf(declaration: ts.ClassDeclaration): string {
  for (const member of declaration.members) {
    if (!ts.isPropertyDeclaration(member)) continue;
    if (member.name.getText() !== 'code' || !member.initializer) continue;
    if (ts.isStringLiteral(member.initializer)) return member.initializer.text;
  }
  throw new Error(`${declaration.name?.text} has no code`);
}

function commentOf(node: ts.Node): { cause: string; remedy: string } {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const remedy = ts
    .getJSDocTags(node)
    .find((tag) => tag.tagName.text === 'remedy');
  return {
    cause: textOf(comment?.comment),
    remedy: textOf(remedy?.comment),
  };
}

function textOf(comment: Parameters<typeof ts.getTextOfJSDocComment>[0]) {
  return (ts.getTextOfJSDocComment(comment) ?? '').replace(/\s+/g, ' ').trim();
}
