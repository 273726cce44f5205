// The public API of the libraries as text, so that a change of it shows in a review: api-report.mjs [--write]
//
// Reads the built declarations of every entry of a library that has an api/ folder and
// compares them with libs/<name>/api/*.api.md; --write puts them there. Fails, too, on
// anything exported without @publicApi or without a comment, on `any`, and on declarations
// that import a package which users of the library may not have, such as an optional peer.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import ts from 'typescript';

const root = resolve(import.meta.dirname, '..');
const write = process.argv.includes('--write');
const compilerOptions = {
  module: 'nodenext',
  target: 'es2023',
  strict: true,
  skipLibCheck: true,
  experimentalDecorators: true,
  types: ['node'],
};
const work = mkdtempSync(join(tmpdir(), 'spearmint-api-'));
let failures = 0;

function fail(message) {
  failures++;
  console.error(message);
}

/** What the exports of an entry lack: the tag that says that it is public, and a sentence of what it is. */
function bareExports(declarations, options) {
  const program = ts.createProgram([declarations], options);
  const checker = program.getTypeChecker();
  const entry = program.getSourceFile(declarations);
  return checker
    .getExportsOfModule(checker.getSymbolAtLocation(entry))
    .flatMap((symbol) => {
      const target =
        symbol.flags & ts.SymbolFlags.Alias
          ? checker.getAliasedSymbol(symbol)
          : symbol;
      const isTagged = target
        .getJsDocTags(checker)
        .some(({ name }) => name === 'publicApi');
      const says = target.getDocumentationComment(checker).length > 0;
      return [
        ...(isTagged ? [] : [`${symbol.name} is exported without @publicApi`]),
        ...(says ? [] : [`${symbol.name} has no comment that says what it is`]),
      ];
    });
}

/** The packages that a library's declarations may import: those that its users have for sure. */
function allowedPackages({
  name,
  dependencies,
  peerDependencies,
  peerDependenciesMeta,
}) {
  const optional = Object.keys(peerDependenciesMeta ?? {}).filter(
    (peer) => peerDependenciesMeta[peer].optional,
  );
  const present = Object.keys({ ...dependencies, ...peerDependencies });
  return [name, ...present.filter((peer) => !optional.includes(peer))];
}

/** Packages that declarations import, where users may not have them. */
function leaks(library, manifest) {
  const allowed = allowedPackages(manifest);
  return readdirSync(join(library, 'dist'), { recursive: true })
    .filter((file) => file.endsWith('.d.ts'))
    .flatMap((file) => {
      const text = readFileSync(join(library, 'dist', file), 'utf8');
      const { importedFiles, typeReferenceDirectives } =
        ts.preProcessFile(text);
      return [...importedFiles, ...typeReferenceDirectives]
        .map(({ fileName }) => fileName)
        .filter((specifier) => !/^(\.|node:)/.test(specifier))
        .filter(
          (specifier) =>
            !allowed.some(
              (known) =>
                specifier === known || specifier.startsWith(`${known}/`),
            ),
        )
        .map(
          (specifier) =>
            `dist/${file} imports types of ${specifier}, which users may not have`,
        );
    });
}

/** The report of one entry, and what is wrong with it. */
function reportOf(library, name, declarations) {
  const messages = [];
  Extractor.invoke(
    ExtractorConfig.prepare({
      packageJsonFullPath: join(library, 'package.json'),
      configObjectFullPath: undefined,
      configObject: {
        projectFolder: library,
        mainEntryPointFilePath: declarations,
        compiler: {
          overrideTsconfig: { compilerOptions, files: [declarations] },
        },
        newlineKind: 'lf',
        apiReport: {
          enabled: true,
          reportFileName: name,
          reportFolder: work,
          reportTempFolder: join(work, 'temp'),
        },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        messages: {
          compilerMessageReporting: { default: { logLevel: 'error' } },
          extractorMessageReporting: {
            default: { logLevel: 'error' },
            // `@publicApi` is what this code says for `@public`.
            'ae-missing-release-tag': { logLevel: 'none' },
            'ae-undocumented': { logLevel: 'none' },
            // The parts of types, and in other entries what the main one exports.
            'ae-forgotten-export': { logLevel: 'none' },
            // typedoc resolves links between members, and looks after them.
            'ae-unresolved-link': { logLevel: 'none' },
          },
          tsdocMessageReporting: { default: { logLevel: 'none' } },
        },
      },
    }),
    {
      localBuild: true,
      showVerboseMessages: false,
      messageCallback(message) {
        message.handled = true;
        if (message.logLevel === 'error') messages.push(message.text);
      },
    },
  );
  return {
    text: readFileSync(join(work, `${name}.api.md`), 'utf8'),
    messages,
  };
}

function checkEntry(library, manifest, entry, declarations) {
  const name = basename(
    `${manifest.name}${entry.slice(1)}`
      .replaceAll('@', '')
      .replaceAll('/', '-'),
  );
  const { text, messages } = reportOf(library, name, declarations);
  const { options } = ts.convertCompilerOptionsFromJson(compilerOptions, root);
  const problems = [...messages, ...bareExports(declarations, options)];
  if (/\bany\b/.test(text.replaceAll(/\/\/.*$/gm, '')))
    problems.push('`any` is in the API: see the report');
  for (const problem of problems) fail(`${name}: ${problem}`);

  const file = join(library, 'api', `${name}.api.md`);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  if (write) {
    writeFileSync(file, text);
    console.log(`${relative(root, file)}: written`);
  } else {
    writeFileSync(join(work, 'new.md'), text);
    const { stdout } = spawnSync('diff', ['-u', file, join(work, 'new.md')], {
      encoding: 'utf8',
    });
    fail(
      `${relative(root, file)} is not what is exported: npm run api\n${stdout}`,
    );
  }
}

try {
  for (const folder of readdirSync(join(root, 'libs'))) {
    const library = join(root, 'libs', folder);
    if (!existsSync(join(library, 'api'))) continue;
    const manifest = JSON.parse(
      readFileSync(join(library, 'package.json'), 'utf8'),
    );
    for (const leak of leaks(library, manifest))
      fail(`${manifest.name}: ${leak}`);
    for (const [entry, { types }] of Object.entries(manifest.exports)) {
      if (types !== undefined)
        checkEntry(library, manifest, entry, join(library, types));
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exit(failures > 0 ? 1 : 0);
