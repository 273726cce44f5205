// Proves the code blocks of the documentation against the packed library: docs-code.mjs <tarball> [file.md ...]
//
// ```ts file=src/a.ts                 written and type-checked
// ```ts file=src/main.ts run          and run; a following ```text output block must be what it printed
// ```ts file=src/a.spec.ts test       and run by jest
// ```yaml file=a.yaml configs           and loaded as a pool; the output block holds its configs, one a line
// project=name puts a block into a project of its own; ```ts fragment is left alone, and
// ```ts source=path too: that is the text of a file of this repository, see docs-sources.mjs.
//
// What a page imports is installed, at the version of package-lock.json; packages of this workspace are packed as they are built.
import { execFile, execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { isBuiltin } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { checkWithTypeScript7, compileProject } from './compile-project.mjs';

const root = resolve(import.meta.dirname, '..');
const [tarball, ...given] = process.argv.slice(2);
const files = given.length > 0 ? given : ['README.md', ...pagesOf('docs')];
const work = mkdtempSync(join(tmpdir(), 'spearmint-docs-'));
let failures = 0;

/** The Markdown files of a folder and of those in it that people write. */
function pagesOf(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .map((entry) => ({ entry, path: `${folder}/${entry.name}` }))
    .filter(({ path }) => path !== 'docs/reference/api')
    .flatMap(({ entry, path }) => {
      if (entry.isDirectory()) return pagesOf(path);
      return path.endsWith('.md') ? [path] : [];
    })
    .sort();
}

function fail(place, message) {
  failures++;
  console.error(`${place}: ${message}`);
}

const isNoCommand = ({ language }) => language !== 'bash';
const isOutput = (block) =>
  block?.language === 'text' && block.words.includes('output');

/** The fenced blocks of a Markdown file, each with the output that it should have. */
function blocksOf(file) {
  const text = readFileSync(join(root, file), 'utf8');
  const blocks = [...text.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm)].map(
    ({ index, 1: language, 2: info, 3: code }) => ({
      language,
      code,
      place: `${file}:${text.slice(0, index).split('\n').length}`,
      words: info.trim().split(/\s+/),
      file: /\bfile=(\S+)/.exec(info)?.[1],
      project: /\bproject=(\S+)/.exec(info)?.[1] ?? 'main',
    }),
  );
  return blocks.map((block, index) => {
    // Between the code and its output may stand the command that runs it.
    const next = blocks.slice(index + 1).find(isNoCommand);
    return isOutput(next) && isNoCommand(block)
      ? { ...block, output: next.code }
      : block;
  });
}

/** The projects of a page: the blocks that go into one folder. */
function projectsOf(file) {
  const blocks = blocksOf(file);
  for (const { language, words, place, file: written } of blocks) {
    const isCode = /^(ts|js|typescript|javascript)$/.test(language);
    const isProvenElsewhere = words.some(
      (word) => word === 'fragment' || word.startsWith('source='),
    );
    if (isCode && written === undefined && !isProvenElsewhere)
      fail(place, 'a code block that nothing proves: give it file=');
  }
  const written = blocks.filter((block) => block.file !== undefined);
  return [...new Set(written.map(({ project }) => project))].map((name) => ({
    page: file,
    name,
    blocks: written.filter(({ project }) => project === name),
    folder: join(work, `${file.replace(/\W+/g, '-')}-${name}`),
  }));
}

/** What the blocks import: names of packages, and tarballs of those of this workspace beside the library. */
function importedPackages(projects) {
  const { packages } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  );
  const specifiers = projects
    .flatMap(({ blocks }) => blocks)
    .filter(({ file }) => file.endsWith('.ts'))
    .flatMap(({ code }) => [
      ...code.matchAll(/(?:from|import) '([^'.][^']*)'/g),
    ])
    .map(([, specifier]) => /^(@[^/]+\/)?[^/]+/.exec(specifier)[0]);
  return [...new Set(specifiers)]
    .filter((name) => !isBuiltin(name) && name !== 'nestjs-spearmint')
    .map((name) =>
      packages[`node_modules/${name}`]?.link === true ? packed(name) : name,
    );
}

/** A package of this workspace, as it is published. */
function packed(name) {
  const [tarball] = execFileSync(
    'npm',
    ['pack', '--workspace', name, '--pack-destination', work, '--silent'],
    { cwd: root, encoding: 'utf8' },
  )
    .trim()
    .split('\n')
    .slice(-1);
  return join(work, tarball);
}

/** Runs Node, and resolves to how it ended. */
function node(args, folder) {
  return new Promise((settle) => {
    const options = { cwd: folder, encoding: 'utf8', timeout: 60_000 };
    execFile('node', args, options, (error, stdout, stderr) =>
      settle({ status: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

/** The TypeScript files of blocks. */
function codeOf(blocks) {
  return blocks.map(({ file }) => file).filter((file) => file.endsWith('.ts'));
}

async function checkProject({ page, name, blocks, folder }) {
  for (const { file, code } of blocks) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), code);
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const code = codeOf(blocks);
  const problems = code.length > 0 ? compileProject(folder, code) : '';
  if (problems !== '')
    fail(blocks[0].place, `project ${name} does not compile\n${problems}`);
  for (const block of blocks) {
    if (block.words.includes('configs')) await loadBlock(block, folder);
    if (problems !== '') continue;
    if (block.words.includes('run')) await runBlock(block, folder);
    if (block.words.includes('test')) await testBlock(block, folder);
  }
  console.log(`${page}: project ${name}, ${blocks.length} blocks`);
}

/** Prints the configs of a pool of each file, as JSON, or what is wrong with it. */
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

async function loadBlock({ file, place, output }, folder) {
  writeFileSync(join(folder, 'show.mjs'), SHOW);
  const run = await node(['show.mjs', file], folder);
  if (run.status !== 0 || run.stdout !== output)
    fail(place, `gives\n${run.stdout}${run.stderr}instead of\n${output}`);
}

async function runBlock({ file, place, output }, folder) {
  const script = file.replace(/^src\//, 'dist/').replace(/\.ts$/, '.js');
  const run = await node([script], folder);
  if (run.status !== 0)
    return fail(place, `exits with ${run.status}\n${run.stdout}${run.stderr}`);
  if (output !== undefined && !run.stdout.includes(output)) {
    fail(place, `prints\n${run.stdout}instead of\n${output}`);
  }
}

async function testBlock({ file, place }, folder) {
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
  const jest = join(work, 'node_modules/jest/bin/jest.js');
  const script = file.replace(/^src\//, '').replace(/\.ts$/, '.js');
  const run = await node(
    [
      '--experimental-vm-modules',
      jest,
      '--config',
      'jest.config.json',
      '--runTestsByPath',
      `dist/${script}`,
    ],
    folder,
  );
  if (run.status !== 0)
    fail(place, `${file} fails\n${run.stdout}${run.stderr}`);
}

const projects = files.flatMap(projectsOf);
execFileSync(
  'node',
  [
    join(root, '.ci/install-consumer.mjs'),
    work,
    tarball,
    // What models and watched pools take besides what pages import.
    ...new Set(['chokidar', 'zod', ...importedPackages(projects)]),
  ],
  { stdio: 'inherit' },
);

// Children run beside the compiler, which has this process.
const waiting = [...projects];
const worker = async () => {
  for (let next; (next = waiting.shift()) !== undefined;)
    await checkProject(next);
};
await Promise.all(Array.from({ length: availableParallelism() }, worker));

const newer = checkWithTypeScript7(
  projects
    .map(({ folder, blocks }) => ({ folder, files: codeOf(blocks) }))
    .filter(({ files }) => files.length > 0),
);
if (newer !== '') fail('TypeScript 7', newer);

rmSync(work, { recursive: true, force: true });
const proven = projects.reduce((sum, { blocks }) => sum + blocks.length, 0);
console.log(`${proven} blocks proven, ${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;
