import type { DocumentedError } from './error-catalogue.js';
import type { ErrorPackage } from './error-package.interface.js';

/** An error, with a message that an example got. */
export interface ShownError extends DocumentedError {
  readonly message: string;
}

const HEAD = `# Errors

Every error that the packages raise by themselves extends \`SpearmintError\` (those of the \`spearmint\` command do not, and have codes, too; [a few are of JavaScript's own classes](#errors-without-a-code)). Its \`code\` stays the same from release to release; its message is for people, names the experiment, pool, file or option concerned, and ends with the remedy. What your own method throws is never wrapped: callers get the very object.

What is wrong when the application starts is found then, all of it: one problem is raised as it is, several in a [\`SpearmintBootError\`](#spearmint-e-boot). What is wrong with configs comes in one [\`SpearmintConfigError\`](#spearmint-e-config), with a [code for each issue](#issues-of-configs).

\`\`\`ts file=src/main.ts run
import 'reflect-metadata';
import { ConfigPool, SpearmintConfigError } from 'nestjs-spearmint';

try {
  await ConfigPool.from([{ $id: 'a b' }]);
} catch (error) {
  if (!(error instanceof SpearmintConfigError)) throw error;
  console.log(error.code, error.issues[0].code);
}
\`\`\`

\`\`\`text output
SPEARMINT_E_CONFIG E_ID
\`\`\`
`;

const ISSUES = `
## Issues of configs

\`SpearmintConfigError.issues\` has these codes. Each issue also has \`origin\`, \`path\`, \`message\`, and where known \`line\`, \`column\` and \`hint\`.
`;

const WITHOUT_CODE = `
## Errors without a code

- \`AbortError\`, a \`DOMException\`: the \`reason\` of an aborted \`BranchContext.signal\`, so it is what \`fetch\` and others throw that listen to it. The client closed the request, the receiver has left, another branch won the race, or the application closed; the message says which. Nobody waits for this branch any more, so there is nothing to mend.
- The reason of a signal of yours: \`runner.run(..., { signal })\` rejects with what you have aborted it with. Catch it where you abort.
- \`TypeError\`: a config is immutable. JavaScript says \`Cannot assign to read only property\`; a \`Map\`, \`Set\` or \`Date\` in a config says \`Cannot change a value of a configuration\`. Copy it: \`{ ...config }\`.
- \`AssertionError\` of \`node:assert\`: \`assertBranches\` and \`findBranch\` of the testing kit found other branches than expected. The message shows what was there.
- \`AggregateError\`: \`flush()\` or \`close()\` of the injected \`LoggerBackend\` was called where there are several backends, and some failed. \`errors\` has what each threw.
`;

/** The page of all errors, each with its code, cause, remedy, and a message. */
export function errorsPage(
  [core, ...others]: readonly ErrorPackage[],
  shown: ReadonlyMap<ErrorPackage, readonly ShownError[]>,
): string {
  const errorsOf = (owner: ErrorPackage) => shown.get(owner) ?? [];
  const errors = errorsOf(core);
  return [
    HEAD,
    '\n## Errors by code\n',
    ...errors.filter(({ className }) => className !== undefined).map(section),
    ISSUES,
    ...errors.filter(({ className }) => className === undefined).map(section),
    WITHOUT_CODE,
    ...others.flatMap((owner) => [
      `\n## Errors of ${owner.name}\n\n${owner.intro}\n`,
      ...errorsOf(owner).map(section),
    ]),
  ].join('');
}

function section({
  code,
  className,
  cause,
  remedy,
  message,
}: ShownError): string {
  const name = className === undefined ? '' : `\`${className}\`. `;
  return `
### ${code}

${name}${cause}

**Remedy.** ${remedy}

\`\`\`text
${message}
\`\`\`
`;
}
