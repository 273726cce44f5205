import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SpearmintError } from 'nestjs-spearmint';
import { formatIssue } from '../../libs/spearmint/src/config/spearmint-config.error.js';
import { readCatalogue } from './support/error-catalogue.js';
import type { ErrorPackage } from './support/error-package.interface.js';
import { errorPackages } from './support/error-packages.js';
import { errorsPage, type ShownError } from './support/errors-page.js';
import { withoutDirectories } from '../../libs/spearmint/src/config/files.fixture.js';
import { issueExamples, issuesOf } from './support/issue.examples.js';

const root = resolve(import.meta.dirname, '../..');
const page = join(root, 'docs/reference/errors.md');

const sourcesOf = (folder: string): string[] =>
  readdirSync(join(root, 'libs', folder, 'src'), { recursive: true })
    .map((name) => join(root, 'libs', folder, 'src', String(name)))
    .filter((file) => /(?<!\.spec|\.fixture|\.d)\.ts$/.test(file));

const catalogues = new Map(
  errorPackages.map((owner) => [owner, readCatalogue(sourcesOf(owner.folder))]),
);
const catalogue = [...catalogues.values()].flat();
const issues = catalogue.filter(({ className }) => className === undefined);
const shown = new Map<ErrorPackage, ShownError[]>();

function show(owner: ErrorPackage, error: ShownError): void {
  shown.set(owner, [...(shown.get(owner) ?? []), error]);
}

describe('every error of the libraries', () => {
  it('is of a package in the list of support/error-packages.ts', () => {
    const folders = readdirSync(join(root, 'libs')).filter(
      (folder) => readCatalogue(sourcesOf(folder)).length > 0,
    );
    expect(errorPackages.map(({ folder }) => folder).sort()).toEqual(folders);
  });

  it('has a comment with its cause and its remedy', () => {
    const bare = catalogue.filter(
      ({ cause, remedy }) => !cause.endsWith('.') || !remedy.endsWith('.'),
    );
    expect(bare).toEqual([]);
  });

  it('has a code of its own', () => {
    expect(new Set(catalogue.map(({ code }) => code)).size).toBe(
      catalogue.length,
    );
  });

  it('that is an issue has an example, and its code in the list', () => {
    const codes = issues.map(({ code }) => code);
    expect(Object.keys(issueExamples).sort()).toEqual(codes);
    const used = sourcesOf('spearmint').flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(/'(E_[A-Z_]+)'/g),
    ]);
    expect([...new Set(used.map(([, code]) => code))].sort()).toEqual(codes);
  });
});

describe.each(errorPackages)('an error of $name', (owner) => {
  const classes = (catalogues.get(owner) ?? []).filter(
    ({ className }) => className !== undefined,
  );

  it('has an example, and every example an error', () => {
    expect(Object.keys(owner.examples).sort()).toEqual(
      classes.map(({ code }) => code),
    );
  });

  it.each(classes)('$code is raised as $className', async (error) => {
    const raised = await raisedBy(owner.examples[error.code]);
    expect(raised).toMatchObject({ code: error.code, name: error.className });
    if (owner.exports !== undefined) {
      expect(raised).toBeInstanceOf(SpearmintError);
      expect(owner.exports).toHaveProperty(error.className ?? '');
    }
    const message = withoutDirectories((raised as Error).message);
    show(owner, { ...error, message });
  });
});

describe('an issue of a config', () => {
  it.each(issues)('$code is reported', async (error) => {
    const { issues: found } = await issuesOf(
      issueExamples[error.code as keyof typeof issueExamples],
    );
    expect(found.map(({ code }) => code)).toEqual([error.code]);
    const message = withoutDirectories(formatIssue(found[0]));
    show(errorPackages[0], { ...error, message });
  });
});

describe('docs/reference/errors.md', () => {
  it('says of each what the sources say; npm run docs:write writes it', () => {
    const text = errorsPage(errorPackages, shown);
    if (process.env.WRITE_DOCS === '1') writeFileSync(page, text);
    expect(readFileSync(page, 'utf8')).toBe(text);
  });
});

async function raisedBy(raise: () => unknown): Promise<unknown> {
  try {
    await raise();
  } catch (error) {
    return error;
  }
  throw new Error('the example raises nothing');
}
