import type TypeScript from 'typescript';

type Ts = typeof TypeScript;
type SourceFile = TypeScript.SourceFile;

/** What a module is to get. */
export interface ModuleAdditions {
  readonly statements: readonly {
    readonly names: readonly string[];
    readonly from: string;
  }[];
  /** Elements of the decorator's `imports`. */
  readonly imports: readonly string[];
}

export type Edited = { readonly text: string } | { readonly reason: string };

interface Insertion {
  readonly at: number;
  readonly text: string;
}

/**
 * Adds to the one `@Module({...})` of a file, by insertions alone: nothing that is
 * there changes. Gives a reason where the file is not as `nest new` makes it.
 */
export function editModule(
  ts: Ts,
  text: string,
  additions: ModuleAdditions,
): Edited {
  const file = parse(ts, text);
  if (syntaxErrors(file) > 0) return { reason: 'it has a syntax error' };
  const modules = moduleOptions(ts, file);
  const [options] = modules;
  if (modules.length !== 1)
    return { reason: `it has ${modules.length} classes with @Module()` };
  if (options === undefined || !ts.isObjectLiteralExpression(options))
    return { reason: 'its @Module() is not given an object literal' };
  const elements = importsInsertion(ts, file, options, additions.imports);
  if (elements === undefined)
    return { reason: "its @Module()'s imports are not a list" };
  const edited = inserted(text, [
    ...statementInsertions(ts, file, additions),
    ...elements,
  ]);
  return syntaxErrors(parse(ts, edited)) > 0
    ? { reason: 'it is too unusual to edit' }
    : { text: edited };
}

function parse(ts: Ts, text: string): SourceFile {
  return ts.createSourceFile(
    'app.module.ts',
    text,
    ts.ScriptTarget.Latest,
    true,
  );
}

function syntaxErrors(file: SourceFile): number {
  // Not in the published types, but in every release.
  return (file as unknown as { parseDiagnostics: unknown[] }).parseDiagnostics
    .length;
}

/** The first argument of each `@Module()` of a class of the file. */
function moduleOptions(
  ts: Ts,
  file: SourceFile,
): (TypeScript.Expression | undefined)[] {
  return file.statements
    .filter((statement) => ts.isClassDeclaration(statement))
    .flatMap((statement) => ts.getDecorators(statement) ?? [])
    .map(({ expression }) => expression)
    .filter((expression) => ts.isCallExpression(expression))
    .filter(({ expression }) => expression.getText(file) === 'Module')
    .map(({ arguments: [first] }) => first);
}

function importsInsertion(
  ts: Ts,
  file: SourceFile,
  options: TypeScript.ObjectLiteralExpression,
  imports: readonly string[],
): Insertion[] | undefined {
  const property = options.properties.find(
    ({ name }) => name?.getText(file) === 'imports',
  );
  if (property === undefined) {
    const list = `imports: [${imports.join(', ')}]`;
    const first = options.properties[0];
    if (first === undefined)
      return [{ at: options.getStart(file) + 1, text: ` ${list} ` }];
    const gap = gapBefore(file, first);
    return [{ at: first.getStart(file), text: `${list},${gap}` }];
  }
  if (!ts.isPropertyAssignment(property)) return undefined;
  const list = property.initializer;
  if (!ts.isArrayLiteralExpression(list)) return undefined;
  const present = list.elements.map((element) => headOf(element.getText(file)));
  const missing = imports.filter((text) => !present.includes(headOf(text)));
  if (missing.length === 0) return [];
  const last = list.elements.at(-1);
  if (last === undefined)
    return [{ at: list.getStart(file) + 1, text: missing.join(', ') }];
  const gap = gapBefore(file, last);
  return [
    {
      at: last.getEnd(),
      text: missing.map((text) => `,${gap}${text}`).join(''),
    },
  ];
}

/** `SpearmintModule.forRoot({ ... })` counts as there, whatever its options. */
function headOf(text: string): string {
  return text
    .replace(/\s/g, '')
    .replace(/\(.*$/s, '')
    .replace(/Async$/, '');
}

/** The white space that stands before what comes next in a list: a line of its own, or a space. */
function gapBefore(file: SourceFile, node: TypeScript.Node): string {
  const lead = file.text.slice(0, node.getStart(file));
  const indented = /\r?\n[ \t]*$/.exec(lead);
  return indented?.[0] ?? ' ';
}

function statementInsertions(
  ts: Ts,
  file: SourceFile,
  { statements }: ModuleAdditions,
): Insertion[] {
  const declared = file.statements.filter((statement) =>
    ts.isImportDeclaration(statement),
  );
  const style = declared.find(({ moduleSpecifier }) =>
    moduleSpecifier.getText(file).startsWith('"'),
  );
  const quote = style === undefined ? "'" : '"';
  const known = new Set(
    declared.flatMap(({ importClause }) => {
      const bindings = importClause?.namedBindings;
      return bindings !== undefined && ts.isNamedImports(bindings)
        ? bindings.elements.map(({ name }) => name.text)
        : [];
    }),
  );
  const lines = statements
    .map(({ names, from }) => ({
      names: names.filter((name) => !known.has(name)),
      from,
    }))
    .filter(({ names }) => names.length > 0)
    .map(
      ({ names, from }) =>
        `import { ${names.join(', ')} } from ${quote}${from}${quote};`,
    );
  const last = declared.at(-1);
  const newline = file.text.includes('\r\n') ? '\r\n' : '\n';
  return last === undefined
    ? [{ at: 0, text: lines.map((line) => line + newline).join('') }]
    : [
        {
          at: last.getEnd(),
          text: lines.map((line) => newline + line).join(''),
        },
      ];
}

function inserted(text: string, insertions: readonly Insertion[]): string {
  return [...insertions]
    .sort((a, b) => b.at - a.at)
    .reduce(
      (result, { at, text: added }) =>
        result.slice(0, at) + added + result.slice(at),
      text,
    );
}
