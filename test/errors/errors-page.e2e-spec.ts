import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as spearmint from 'nestjs-spearmint';
import { formatIssue } from '../../libs/spearmint/src/config/spearmint-config.error.js';
import { classExamples } from './support/class.examples.js';
import { readCatalogue } from './support/error-catalogue.js';
import { errorsPage, type ShownError } from './support/errors-page.js';
import { withoutDirectories } from '../../libs/spearmint/src/config/files.fixture.js';
import { issueExamples, issuesOf } from './support/issue.examples.js';

const root = resolve(import.meta.dirname, '../..');
const page = join(root, 'docs/reference/errors.md');
/** Libraries that are not published yet are not in the page. */
const published = readdirSync(join(root, 'libs')).filter((library) => {
  const manifest = join(root, 'libs', library, 'package.json');
  return !/"private": true/.test(readFileSync(manifest, 'utf8'));
});
const sources = published
  .flatMap((library) =>
    readdirSync(join(root, 'libs', library), { recursive: true }).map((name) =>
      join(root, 'libs', library, String(name)),
    ),
  )
  .filter((file) => /\/src\/.*(?<!\.spec|\.fixture|\.d)\.ts$/.test(file));
const catalogue = readCatalogue(sources);
const classes = catalogue.filter(({ className }) => className !== undefined);
const issues = catalogue.filter(({ className }) => className === undefined);
const shown: ShownError[] = [];

describe('every error of the library', () => {
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

  it('has an example, and every example an error', () => {
    expect(Object.keys(classExamples).sort()).toEqual(
      classes.map(({ code }) => code),
    );
    expect(Object.keys(issueExamples).sort()).toEqual(
      issues.map(({ code }) => code),
    );
  });

  it('that is an issue has its code in the list', () => {
    const used = sources
      .filter((file) => file.includes('/spearmint/src/'))
      .flatMap((file) => [
        ...readFileSync(file, 'utf8').matchAll(/'(E_[A-Z_]+)'/g),
      ])
      .map(([, code]) => code);
    expect([...new Set(used)].sort()).toEqual(issues.map(({ code }) => code));
  });

  it.each(classes)('$code is raised as $className', async (error) => {
    const raised = await raisedBy(classExamples[error.code]);
    expect(raised).toBeInstanceOf(spearmint.SpearmintError);
    const { code, name, message } = raised as spearmint.SpearmintError;
    expect([code, name]).toEqual([error.code, error.className]);
    expect(spearmint).toHaveProperty(name);
    shown.push({ ...error, message: withoutDirectories(message) });
  });

  it.each(issues)('$code is reported', async (error) => {
    const { issues: found } = await issuesOf(
      issueExamples[error.code as keyof typeof issueExamples],
    );
    expect(found.map(({ code }) => code)).toEqual([error.code]);
    const message = withoutDirectories(formatIssue(found[0]));
    shown.push({ ...error, message });
  });
});

describe('docs/reference/errors.md', () => {
  it('says of each what the sources say; npm run docs:write writes it', () => {
    const order = catalogue.map(({ code }) => code);
    const text = errorsPage(
      shown.sort((a, b) => order.indexOf(a.code) - order.indexOf(b.code)),
    );
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
