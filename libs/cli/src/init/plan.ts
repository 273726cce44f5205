import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type TypeScript from 'typescript';
import { editModule, type ModuleAdditions } from './edit-module.js';
import type { App } from './find-app.js';
import { templatesFor } from './templates.js';

/** What is to be done to an application. */
export interface Plan {
  readonly files: readonly PlannedFile[];
  /** The application's module with its new imports; none when it has them or cannot be edited. */
  readonly edit?: { readonly path: string; readonly text: string };
  /** What is left to the user, and why. */
  readonly paste?: { readonly reason: string; readonly text: string };
  /** The packages that the application lacks. */
  readonly install: readonly string[];
}

export interface PlannedFile {
  readonly path: string;
  readonly text: string;
  readonly exists: boolean;
}

const NEEDED = ['nestjs-spearmint', 'class-validator', 'class-transformer'];

export function makePlan(app: App): Plan {
  const files = templatesFor(app).map((template) => ({
    ...template,
    exists: existsSync(join(app.root, template.path)),
  }));
  return {
    files,
    ...moduleEdit(app),
    install: NEEDED.filter((name) => !app.packages.has(name)),
  };
}

export function writePlan(app: App, { files, edit }: Plan): void {
  for (const { path, text } of [
    ...files,
    ...(edit === undefined ? [] : [edit]),
  ]) {
    const file = join(app.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function moduleEdit(app: App): Pick<Plan, 'edit' | 'paste'> {
  const path = `${app.sources}/app.module.ts`;
  const extension = app.isEsm ? '.js' : '';
  const additions: ModuleAdditions = {
    statements: [
      {
        names: ['InMemoryLogger', 'SpearmintModule'],
        from: 'nestjs-spearmint',
      },
      {
        names: ['SummaryModule'],
        from: `./summary/summary.module${extension}`,
      },
    ],
    imports: [
      'SpearmintModule.forRoot({ logger: InMemoryLogger })',
      'SummaryModule',
    ],
  };
  const left = (reason: string): Pick<Plan, 'paste'> => ({
    paste: { reason, text: pasteOf(additions) },
  });
  if (!existsSync(join(app.root, path))) return left(`there is no ${path}`);
  const ts = typescriptOf(app);
  if (ts === undefined)
    return left('the application has no package typescript to read it with');
  const before = readFileSync(join(app.root, path), 'utf8');
  const edited = editModule(ts, before, additions);
  if ('reason' in edited) return left(`${path}: ${edited.reason}`);
  return edited.text === before ? {} : { edit: { path, text: edited.text } };
}

/** The application's own compiler reads its own syntax. */
function typescriptOf({ root }: App): typeof TypeScript | undefined {
  try {
    const found = createRequire(join(root, 'package.json'))(
      'typescript',
    ) as typeof TypeScript;
    return typeof found.createSourceFile === 'function' ? found : undefined;
  } catch {
    return undefined;
  }
}

function pasteOf({ statements, imports }: ModuleAdditions): string {
  return [
    ...statements.map(
      ({ names, from }) => `import { ${names.join(', ')} } from '${from}';`,
    ),
    '',
    '@Module({',
    '  imports: [',
    ...imports.map((text) => `    ${text},`),
    '  ],',
    '})',
  ].join('\n');
}
