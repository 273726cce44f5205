// Compiles small projects one after the other; what they share (declarations of packages, the language's own) is parsed once.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** Parsed files by path; every project has the same options, so that they can share them. */
const parsed = new Map();

/** As a tsconfig.json says it. */
const compilerOptions = {
  module: 'nodenext',
  target: 'es2023',
  strict: true,
  skipLibCheck: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  types: ['node'],
};
const { options } = ts.convertCompilerOptionsFromJson(compilerOptions, '.');

/**
 * Writes the JavaScript of `<folder>/src` to `<folder>/dist`.
 *
 * @param {string} folder
 * @param {readonly string[]} files paths from `folder`
 * @returns {string} what is wrong, as tsc says it; empty for nothing
 */
export function compileProject(folder, files) {
  const settings = {
    ...options,
    rootDir: join(folder, 'src'),
    outDir: join(folder, 'dist'),
  };
  const host = ts.createCompilerHost(settings);
  const { getSourceFile } = host;
  host.getCurrentDirectory = () => folder;
  host.getSourceFile = (path, ...rest) => {
    if (!path.includes('/node_modules/')) return getSourceFile(path, ...rest);
    if (!parsed.has(path)) parsed.set(path, getSourceFile(path, ...rest));
    return parsed.get(path);
  };
  const program = ts.createProgram(
    files.map((file) => join(folder, file)),
    settings,
    host,
  );
  const problems = ts.getPreEmitDiagnostics(program);
  if (problems.length > 0) return ts.formatDiagnostics(problems, host);
  program.emit();
  return '';
}

/**
 * Asks TypeScript 7 about the same projects, all at once; it writes nothing.
 *
 * @param {readonly { folder: string, files: readonly string[] }[]} projects
 * @returns {string} what is wrong; empty for nothing
 */
export function checkWithTypeScript7(projects) {
  for (const { folder, files } of projects)
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: { ...compilerOptions, rootDir: 'src', noEmit: true },
        files,
      }),
    );
  const compiler = fileURLToPath(
    new URL('../test/types/node_modules/typescript/bin/tsc', import.meta.url),
  );
  const folders = projects.map(({ folder }) => folder);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [compiler, '--build', '--pretty', 'false', ...folders],
    { encoding: 'utf8' },
  );
  return status === 0 ? '' : stdout + stderr;
}
