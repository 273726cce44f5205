// Says what is wrong with a packed library: tarball.mjs <tarball> <its folder>
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const [tarball, folder] = process.argv.slice(2);
const problems = [];
const tar = (...args) =>
  execFileSync('tar', args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
const read = (path) => tar('-xzOf', tarball, `package/${path}`);

const files = tar('-tvzf', tarball)
  .trim()
  .split('\n')
  .map((line) => line.split(/\s+/))
  .map((cells) => ({
    bytes: Number(cells[2]),
    path: cells[5].replace(/^package\//, ''),
  }));
const manifest = JSON.parse(read('package.json'));

// What it should have.
const { exports = {}, bin = {}, types } = manifest;
const promised = [
  ...Object.values(exports).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry),
  ),
  ...Object.values(bin),
  ...(types === undefined ? [] : [types]),
].map((path) => path.replace(/^\.\//, ''));
for (const path of [...promised, 'README.md', 'LICENSE', 'package.json'])
  if (!files.some((file) => file.path === path))
    problems.push(`${path} is missing`);

// And nothing else: an entry, the programs of threads, what they share, and declarations.
const code = /^dist\/(?:shared-[\w-]+|\w+\.worker)\.js$/;
const declaration = /^dist\/(?!.*\.(?:spec|fixture)\.).+\.d\.ts$/;
for (const { path } of files) {
  const isExpected =
    promised.includes(path) ||
    ['README.md', 'LICENSE', 'package.json'].includes(path) ||
    code.test(path) ||
    declaration.test(path);
  if (!isExpected) problems.push(`${path} should not be there`);
}
for (const { path } of files.filter((file) => /\.js$/.test(file.path)))
  if (read(path).includes('sourceMappingURL'))
    problems.push(`${path} names a source map, and none is shipped`);

// Nothing runs on the machines of those who install it.
for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
  if (manifest.scripts?.[name] !== undefined)
    problems.push(`it has a script "${name}"`);
const { packages } = JSON.parse(
  readFileSync(join(root, 'package-lock.json'), 'utf8'),
);
for (const name of Object.keys(manifest.dependencies ?? {}))
  if (packages[`node_modules/${name}`].hasInstallScript === true)
    problems.push(`its dependency ${name} has an install script`);

for (const name of ['name', 'version', 'description', 'license', 'keywords'])
  if (!manifest[name]?.length) problems.push(`package.json has no ${name}`);
if (manifest.engines?.node !== '>=20.19')
  problems.push('package.json does not say which Node it needs');

// Links that work without a repository beside them.
const readme = read('README.md');
const headings = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, text]) =>
  text
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-'),
);
for (const [, link] of readme
  .replaceAll(/^```[\s\S]*?^```$/gm, '')
  .matchAll(/\]\(([^)]+)\)/g)) {
  if (
    link.startsWith('#')
      ? !headings.includes(link.slice(1))
      : !/^https:/.test(link)
  )
    problems.push(`README.md links to ${link}`);
}

// The sizes that README states, within a tenth.
const packed = readFileSync(tarball).length / 1000;
const unpacked = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1000;
const actual = [packed, unpacked, files.length].map(Math.round);
const stated = new RegExp(
  `\\\`${manifest.name}\\\`: (\\d+) kB packed, (\\d+) kB unpacked, (\\d+) files`,
).exec(readFileSync(join(root, 'README.md'), 'utf8'));
const sentence = `\`${manifest.name}\`: ${actual[0]} kB packed, ${actual[1]} kB unpacked, ${actual[2]} files`;
const isTrue =
  stated !== null &&
  actual.every(
    (value, index) =>
      Math.abs(Number(stated[index + 1]) / value - 1) <=
      (value < 10 ? 0.25 : 0.1),
  );
if (!isTrue) problems.push(`README.md should state ${sentence}`);

console.log(`${basename(tarball)} of ${folder}: ${sentence}`);
for (const problem of problems) console.error(`  ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
