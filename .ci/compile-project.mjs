// Compiles small projects one after the other; what they share (declarations of packages, the language's own) is parsed once.
import { join } from 'node:path';
import ts from 'typescript';

/** Parsed files by path; every project has the same options, so that they can share them. */
const parsed = new Map();

const options = {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  strict: true,
  skipLibCheck: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  types: ['node'],
};

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
