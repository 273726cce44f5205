// What calls give: of a decorated method, of `runner.run`, and of `experimental`.
import {
  type BranchContainer,
  branchConfig,
  branchesOf,
  type BuiltInStrategyName,
  type Experimental,
  experimental,
  type ExperimentRunner,
  type HeldOutput,
  type MaybeBranches,
  MultiBranchStrategy,
  type RunResult,
  ShadowStrategy,
  type StrategyInput,
} from 'nestjs-spearmint';
import type { Readable } from 'node:stream';
import { Observable } from 'rxjs';
import { same } from '../support.js';

interface LlmConfig {
  model: string;
}

declare class Service {
  readonly field: string;
  summarize(text: string, config?: LlmConfig): Promise<string>;
  compare(text: string, config?: LlmConfig): Promise<MaybeBranches<string>>;
  compareWords(text: string): Promise<MaybeBranches<Observable<string>>>;
  compareTokens(): Promise<MaybeBranches<AsyncGenerator<string>>>;
  compareFiles(): Promise<MaybeBranches<Readable>>;
  compareEither(): Promise<MaybeBranches<string | Observable<string>>>;
  compareLists(): Promise<MaybeBranches<{ output: string }[]>>;
  length(text: string, config?: LlmConfig): number;
  words(text: string, config?: LlmConfig): Observable<string>;
  tokens(text: string, config?: LlmConfig): AsyncGenerator<string>;
  letters(): Generator<string>;
  file(): Promise<Readable>;
  web(): ReadableStream<Uint8Array>;
  list(): Promise<string[]>;
  private hidden(): Promise<string>;
}
declare const service: Service;
declare const runner: ExperimentRunner;

// branchesOf
const compared = await service.compare('text');
same<typeof compared, string | BranchContainer<string>>(true);
const branches = branchesOf(compared);
same<typeof branches, BranchContainer<string>>(true);
// @ts-expect-error: it may be the branches
compared.length.toFixed().at(compared);
// @ts-expect-error: a plain string until it is narrowed
const plain: string = compared;

// What is declared as a stream is a number in the branches.
const words = await service.compareWords('text');
same<typeof words, Observable<string> | BranchContainer<number>>(true);
const counts = branchesOf(words);
same<typeof counts, BranchContainer<number>>(true);
const numbers = branchesOf(await service.compareTokens()).outputs();
same<typeof numbers, number[]>(true);
const files = branchesOf(await service.compareFiles());
same<typeof files, BranchContainer<undefined>>(true);
const either = branchesOf(await service.compareEither());
same<typeof either, BranchContainer<string | number>>(true);
const lists = branchesOf(await service.compareLists());
same<typeof lists, BranchContainer<{ output: string }[]>>(true);
if (words instanceof Observable) same<typeof words, Observable<string>>(true);
else same<typeof words, BranchContainer<number>>(true);
// Branches that no declaration tells of; the type may be said.
const untold = branchesOf(await service.summarize('text'));
same<typeof untold, BranchContainer<string>>(true);
const said = branchesOf<string>(compared);
same<typeof said, BranchContainer<string>>(true);
declare const anything: unknown;
const whatever = branchesOf(anything);
same<typeof whatever, BranchContainer>(true);
function outputsOf<T>(value: MaybeBranches<T>): HeldOutput<T>[] {
  return branchesOf<T>(value).outputs();
}

// runner.run
const one = await runner.run(service, 'summarize', ['text']);
same<typeof one, RunResult<string>>(true);
same<typeof one.output, string>(true);
same<typeof one.branches, BranchContainer<string>>(true);
const many = await runner.run(service, 'compare', ['text']);
same<typeof many, RunResult<string, MaybeBranches<string>>>(true);
const heard = await runner.run(service, 'compareWords', ['text']);
same<typeof heard, RunResult<number, MaybeBranches<Observable<string>>>>(true);
const sync = await runner.run(service, 'length', ['text', { model: 'a' }]);
same<typeof sync, RunResult<number>>(true);
const stream = await runner.run(service, 'words', ['text']);
same<typeof stream.output, Observable<string>>(true);
const tokens = await runner.run(service, 'tokens', ['text']);
same<typeof tokens.output, AsyncGenerator<string>>(true);
// Branches hold the number of a stream's items, and of Node's and web streams nothing.
same<typeof stream.branches, BranchContainer<number>>(true);
same<typeof tokens.branches, BranchContainer<number>>(true);
const letters = await runner.run(service, 'letters', []);
same<typeof letters.branches, BranchContainer<number>>(true);
const file = await runner.run(service, 'file', []);
same<typeof file.output, Readable>(true);
same<typeof file.branches, BranchContainer<undefined>>(true);
const web = await runner.run(service, 'web', []);
same<typeof web.branches, BranchContainer<undefined>>(true);
const list = await runner.run(service, 'list', []);
same<typeof list.branches, BranchContainer<string[]>>(true);
const counted = await runner.run(service, 'words', ['text'], {
  strategy: 'multi-branch',
});
same<typeof counted.output, Observable<string> | BranchContainer<number>>(true);

const fanned = await runner.run(service, 'summarize', ['text'], {
  strategy: 'multi-branch',
});
same<typeof fanned, RunResult<string, MaybeBranches<string>>>(true);
const limited = await runner.run(service, 'summarize', ['text'], {
  strategy: new MultiBranchStrategy({ concurrency: 2 }),
  settle: true,
});
same<typeof limited.output, MaybeBranches<string>>(true);
const byClass = await runner.run(service, 'summarize', ['text'], {
  strategy: MultiBranchStrategy,
});
same<typeof byClass.output, MaybeBranches<string>>(true);
const single = await runner.run(service, 'compare', ['text'], {
  strategy: 'shadow',
});
same<typeof single, RunResult<string>>(true);
const shadowed = await runner.run(service, 'summarize', ['text'], {
  strategy: new ShadowStrategy({ primary: 'a' }),
});
same<typeof shadowed.output, string>(true);
declare const input: StrategyInput;
const unknown = await runner.run(service, 'summarize', ['text'], {
  strategy: input,
});
same<typeof unknown.output, string>(true);
declare const name: BuiltInStrategyName;
const named = await runner.run(service, 'summarize', ['text'], {
  strategy: name,
});
same<typeof named.output, MaybeBranches<string>>(true);

// branchesOf takes what runs give, and unions without a name.
const countsOfRun = branchesOf(counted.output);
same<typeof countsOfRun, BranchContainer<number>>(true);
const outputsOfRun = branchesOf(fanned.output);
same<typeof outputsOfRun, BranchContainer<string>>(true);
declare const union: Observable<string> | BranchContainer<number>;
const ofUnion = branchesOf(union);
same<typeof ofUnion, BranchContainer<number>>(true);
declare const textOrBranches: string | BranchContainer<string>;
const ofText = branchesOf(textOrBranches);
same<typeof ofText, BranchContainer<string>>(true);
declare const alone: BranchContainer<number>;
const ofAlone = branchesOf(alone);
same<typeof ofAlone, BranchContainer<number>>(true);

// @ts-expect-error: no such method
void runner.run(service, 'sumarize', ['text']);
// @ts-expect-error: a field is no method
void runner.run(service, 'field', []);
// @ts-expect-error: a private method is not for callers
void runner.run(service, 'hidden', []);
// @ts-expect-error: the argument is missing
void runner.run(service, 'summarize', []);
// @ts-expect-error: the argument has another type
void runner.run(service, 'summarize', [1]);
// @ts-expect-error: the config has another type
void runner.run(service, 'summarize', ['text', { model: 1 }]);
// @ts-expect-error: no such option
void runner.run(service, 'summarize', ['text'], { settled: true });

// The facade, by its function and by the runner.
const facade = experimental(service);
same<typeof facade, Experimental<Service>>(true);
const told = await facade.summarize('text');
same<typeof told, RunResult<string>>(true);
const both = await facade.compare('text');
same<typeof both, RunResult<string, MaybeBranches<string>>>(true);
const fan = await runner
  .of(service, { strategy: 'multi-branch' })
  .summarize('text');
same<typeof fan, RunResult<string, MaybeBranches<string>>>(true);
const same1 = runner.of(service);
same<typeof same1, Experimental<Service>>(true);
// @ts-expect-error: fields are no methods
void facade.field;
// @ts-expect-error: a private method is not for callers
void facade.hidden();
// @ts-expect-error: the argument is missing
void facade.summarize();
// @ts-expect-error: no such option
experimental(service, { stratgy: 'shadow' });

export { branchConfig, outputsOf, plain };
