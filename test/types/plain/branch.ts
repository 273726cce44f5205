// What the status of a branch tells the compiler.
import {
  Branch,
  type BranchContainer,
  type BranchError,
  type FailedBranch,
  type SkippedBranch,
  type SuccessfulBranch,
} from 'nestjs-spearmint';
import { same } from '../support.js';

declare const branch: Branch<string>;

if (branch.status === 'success') {
  const { output, error, reason, durationMs } = branch;
  same<typeof output, string>(true);
  same<typeof error, undefined>(true);
  same<typeof reason, undefined>(true);
  same<typeof durationMs, number>(true);
} else if (branch.status === 'failed') {
  const { output, error } = branch;
  same<typeof output, undefined>(true);
  same<typeof error, BranchError>(true);
} else if (branch.status === 'skipped') {
  const { output, reason } = branch;
  same<typeof output, undefined>(true);
  same<typeof reason, string>(true);
} else {
  const { status, durationMs } = branch;
  same<typeof status, 'pending'>(true);
  same<typeof durationMs, undefined>(true);
}

// Before the status is known, everything may be missing.
same<typeof branch.output, string | undefined>(true);
// @ts-expect-error: the output of a branch that may have failed
const { length } = branch.output;
// @ts-expect-error: there is no such status
if (branch.status === 'succeeded') branch.toJSON();
// @ts-expect-error: a branch is not made by hand
const made = new Branch('experiment');

// A branch of something is a branch.
const any: Branch = branch;
const started = Branch.start<number>('id', { a: 1 });
same<typeof started, Branch<number>>(true);
const found: unknown = started;
if (found instanceof Branch) same<typeof found, Branch>(true);

declare const container: BranchContainer<string>;
same<ReturnType<typeof container.successful>, SuccessfulBranch<string>[]>(true);
same<ReturnType<typeof container.failed>, FailedBranch<string>[]>(true);
same<ReturnType<typeof container.skipped>, SkippedBranch<string>[]>(true);
for (const each of container) same<typeof each, Branch<string>>(true);
const all: BranchContainer = container;

export { all, any, length, made };
