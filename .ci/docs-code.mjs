// Proves the code blocks of the documentation against the packed library: docs-code.mjs <tarball> [file.md ...]
//
// ```ts file=src/a.ts                 written and type-checked
// ```ts file=src/main.ts run          and run; a following ```text output block must be what it printed
// ```ts file=src/a.spec.ts test       and run by jest
// ```yaml file=a.yaml configs           and loaded as a pool; the output block holds its configs, one a line
// project=name puts a block into a project of its own; ```ts fragment is left alone.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const [tarball, ...given] = process.argv.slice(2);
const files =
  given.length > 0
    ? given
    : ['README.md', ...pagesOf('docs'), ...pagesOf('docs/how-to')];
const work = mkdtempSync(join(tmpdir(), 'spearmint-docs-'));
const bin = (name) => join(work, 'node_modules/.bin', name);
let failures = 0;

/** The Markdown files of a folder. */
function pagesOf(folder) {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}

function fail(place, message) {
  failures++;
  console.error(`${place}: ${message}`);
}

/** The fenced blocks of a Markdown file. */
function blocksOf(file) {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm)].map(
    ([, language, info, code], index, all) => ({
      language,
      code,
      place: `${file}:${text.slice(0, text.indexOf(`\`\`\`${language}${info}\n${code}`)).split('\n').length}`,
      words: info.trim().split(/\s+/),
      file: /\bfile=(\S+)/.exec(info)?.[1],
      project: /\bproject=(\S+)/.exec(info)?.[1] ?? 'main',
      next: all[index + 1],
    }),
  );
}

function checkProject(name, blocks, folder) {
  for (const { file, code } of blocks) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), code);
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        target: 'es2023',
        strict: true,
        skipLibCheck: true,
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
        rootDir: 'src',
        outDir: 'dist',
        types: ['node'],
      },
      include: ['src'],
    }),
  );
  for (const block of blocks) {
    if (block.words.includes('configs')) loadBlock(block, folder);
  }
  if (!blocks.some(({ file }) => file.endsWith('.ts'))) return;
  const compiled = spawnSync(bin('tsc'), [], { cwd: folder, encoding: 'utf8' });
  if (compiled.status !== 0) {
    return fail(
      blocks[0].place,
      `project ${name} does not compile\n${compiled.stdout}`,
    );
  }
  for (const block of blocks) {
    if (block.words.includes('run')) runBlock(block, folder);
    if (block.words.includes('test')) testBlock(block, folder);
  }
}

/** Prints the configs of a pool of one file, as JSON, or what is wrong with it. */
const SHOW = `import 'reflect-metadata';
import { ConfigPool } from 'nestjs-spearmint';
process.env.REGION = 'eu';
process.env.LLM_KEY = 'sk-hidden';
try {
  for (const { value } of await ConfigPool.from([process.argv[2]]))
    console.log(JSON.stringify(value));
} catch (error) {
  console.log(error.message.replaceAll(process.cwd() + '/', ''));
}
`;

function loadBlock({ file, place, output }, folder) {
  writeFileSync(join(folder, 'show.mjs'), SHOW);
  const run = spawnSync('node', ['show.mjs', file], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (run.status !== 0 || run.stdout !== output)
    fail(place, `gives\n${run.stdout}${run.stderr}instead of\n${output}`);
}

function runBlock({ file, place, output }, folder) {
  const script = file.replace(/^src\//, 'dist/').replace(/\.ts$/, '.js');
  const run = spawnSync('node', [script], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (run.status !== 0)
    return fail(place, `exits with ${run.status}\n${run.stdout}${run.stderr}`);
  if (output !== undefined && !run.stdout.includes(output)) {
    fail(place, `prints\n${run.stdout}instead of\n${output}`);
  }
}

function testBlock({ file, place }, folder) {
  writeFileSync(
    join(folder, 'jest.config.json'),
    JSON.stringify({
      rootDir: 'dist',
      testMatch: ['**/*.spec.js'],
      transform: {},
      setupFiles: ['reflect-metadata'],
      injectGlobals: false,
    }),
  );
  const run = spawnSync(
    'node',
    [
      '--experimental-vm-modules',
      join(work, 'node_modules/jest/bin/jest.js'),
      '--config',
      'jest.config.json',
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  if (run.status !== 0)
    fail(place, `${file} fails\n${run.stdout}${run.stderr}`);
}

execFileSync(
  'node',
  [
    join(root, '.ci/install-consumer.mjs'),
    work,
    tarball,
    // What the pages use besides the peers that every application has.
    'chokidar',
    'zod',
  ],
  { stdio: 'inherit' },
);
let proven = 0;
for (const file of files) {
  const blocks = blocksOf(file);
  blocks.forEach((block, index) => {
    const following = blocks[index + 1];
    if (following?.language === 'text' && following.words.includes('output'))
      block.output = following.code;
    const isCode = ['ts', 'js', 'typescript', 'javascript'].includes(
      block.language,
    );
    if (
      isCode &&
      block.file === undefined &&
      !block.words.includes('fragment')
    ) {
      fail(block.place, 'a code block that nothing proves: give it file=');
    }
  });
  const written = blocks.filter((block) => block.file !== undefined);
  for (const name of new Set(written.map(({ project }) => project))) {
    const folder = join(work, `${file.replace(/\W+/g, '-')}-${name}`);
    mkdirSync(folder, { recursive: true });
    const own = written.filter(({ project }) => project === name);
    checkProject(name, own, folder);
    proven += own.length;
    console.log(`${file}: project ${name}, ${own.length} blocks`);
  }
}
rmSync(work, { recursive: true, force: true });
console.log(`${proven} blocks proven, ${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;
