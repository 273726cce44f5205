// Makes of what tsc wrote what is shipped: bundle.mjs <library folder>
//
// One file of code for each entry of package.json, one for each `*.worker.js`, which
// a thread starts with and which is found beside the others, and what they share, since
// hundreds of small modules take longer to load than to run; and of the
// declarations those that an entry leads to. No source maps: the code is not
// minified, and its comments name the files that it comes from.
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import {
  basename,
  dirname,
  isAbsolute,
  join,
  relative,
  resolve,
} from 'node:path';
import { rollup } from 'rollup';

const folder = resolve(process.argv[2]);
const dist = join(folder, 'dist');
const { exports, bin = {} } = JSON.parse(
  readFileSync(join(folder, 'package.json'), 'utf8'),
);
const entries = [
  ...Object.values(exports).map((entry) => entry.default),
  ...Object.values(bin),
]
  .filter((path) => path !== undefined)
  .map((path) => join(folder, path));

/** The programs of threads, by the names that they get. */
const workers = Object.fromEntries(
  readdirSync(dist, { recursive: true })
    // Those beside the entries were made by an earlier run.
    .filter((name) => name.endsWith('.worker.js') && dirname(name) !== '.')
    .map((name) => [basename(name, '.js'), join(dist, name)]),
);

/** The declarations that a declaration imports, itself included. */
function follow(file, found = new Set()) {
  if (found.has(file) || !existsSync(file)) return found;
  found.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, path] of text.matchAll(/(?:from|import\()\s*['"](\..+?)['"]/g))
    follow(join(dirname(file), path.replace(/\.js$/, '.d.ts')), found);
  return found;
}

const bundled = mkdtempSync(join(folder, '.bundle-'));
try {
  const bundle = await rollup({
    input: {
      ...Object.fromEntries(
        entries.map((entry) => [relative(dist, entry).slice(0, -3), entry]),
      ),
      ...workers,
    },
    external: (name) => !name.startsWith('.') && !isAbsolute(name),
    onwarn({ code, message }) {
      // The helpers that tsc writes for decorators ask for it in vain, there too.
      if (code !== 'THIS_IS_UNDEFINED') throw new Error(message);
    },
  });
  await bundle.write({
    dir: bundled,
    format: 'es',
    chunkFileNames: 'shared-[hash].js',
    hoistTransitiveImports: false,
  });
  const declared = new Set(
    entries.flatMap((entry) => [...follow(entry.replace(/\.js$/, '.d.ts'))]),
  );
  for (const name of readdirSync(dist, { recursive: true })) {
    const file = join(dist, name);
    if (/\.[jt]s$/.test(name) && !declared.has(file)) rmSync(file);
  }
  for (const name of readdirSync(bundled, { recursive: true })) {
    if (name.endsWith('.js')) renameSync(join(bundled, name), join(dist, name));
  }
} finally {
  rmSync(bundled, { recursive: true, force: true });
}
const files = readdirSync(dist, { recursive: true });
console.log(
  `${relative('.', dist)}: ${files.filter((name) => name.endsWith('.js')).length} files of code, ${files.filter((name) => name.endsWith('.d.ts')).length} of declarations`,
);
