// Compiles the type tests with TypeScript 6 and 7 against the built declarations: check.mjs
//
// plain/, declared/            compile without an error; `@ts-expect-error` says where one has to be
// plain/errors/, ...           every file has errors, and they say the sentence of its first line
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const here = import.meta.dirname;
const root = resolve(here, '../..');
const compilers = [
  join(root, 'node_modules/typescript/bin/tsc'),
  join(here, 'node_modules/typescript/bin/tsc'),
];
let failures = 0;

function fail(message) {
  failures++;
  console.error(message);
}

function compile(compiler, project) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [compiler, '--noEmit', '--pretty', 'false', '--project', project],
    { cwd: root, encoding: 'utf8' },
  );
  return { output: stdout + stderr, isSound: status === 0 };
}

/** The compiler's messages by file, those that follow a line of a file among them. */
function messagesByFile(output) {
  const messages = new Map();
  let file;
  for (const line of output.split('\n')) {
    file = /^(\S+\.ts)\(/.exec(line)?.[1] ?? file;
    messages.set(file, `${messages.get(file) ?? ''}${line}\n`);
  }
  return messages;
}

for (const compiler of compilers) {
  const { version } = JSON.parse(
    readFileSync(join(compiler, '../../package.json'), 'utf8'),
  );
  for (const project of ['.', 'test/types/plain', 'test/types/declared']) {
    const { isSound, output } = compile(compiler, join(root, project));
    if (!isSound) fail(`TypeScript ${version}, ${project}:\n${output}`);
  }
  for (const folder of ['plain/errors', 'declared/errors']) {
    const { output } = compile(compiler, join(here, folder));
    const messages = messagesByFile(output);
    for (const name of readdirSync(join(here, folder))) {
      if (!name.endsWith('.ts')) continue;
      const file = join(here, folder, name);
      const [, sentence] = /^\/\/ says: (.+)/.exec(readFileSync(file, 'utf8'));
      const said = messages.get(relative(root, file)) ?? 'nothing';
      if (!said.includes(sentence))
        fail(
          `TypeScript ${version} on ${file} says\n${said}instead of\n${sentence}`,
        );
    }
  }
  console.log(`TypeScript ${version}: checked`);
}
process.exit(failures > 0 ? 1 : 0);
