import {
  assertBackend,
  InvalidLoggerBackendError,
  type LoggerBackend,
} from 'nestjs-spearmint';
import { issuesOf, type OptionIssue } from '../options/option-issues.js';
import { isAnything, isWhole, type RulesOf } from '../options/rules.js';
import {
  type SinkDefinition,
  type SinkInput,
  SinkOptions,
} from './sink-options.js';

const NEEDED_BACKEND =
  'an instance of a class that extends LoggerBackend, or { backend, name }';

/** A backend, and how it is fed. @internal */
export interface ResolvedSink {
  readonly backend: LoggerBackend;
  readonly options: SinkOptions;
}

/** A sink's name is that of its folder. */
const NAME = /^[A-Za-z0-9_][\w.-]{0,99}$/;
const RULES: RulesOf<SinkDefinition> = {
  backend: isAnything,
  // Among all of them.
  name: isAnything,
  batchSize: isWhole(1),
  attempts: isWhole(1),
  backoffMs: isWhole(0),
  maxBackoffMs: isWhole(0),
  callTimeoutMs: isWhole(0),
  gatherMs: isWhole(0),
  pollMs: isWhole(0),
  deadLetterBytes: isWhole(1),
};

/** The sinks with all their options, and what is wrong with them. @internal */
export function resolveSinks(inputs: readonly SinkInput[]): {
  readonly sinks: readonly ResolvedSink[];
  readonly issues: readonly OptionIssue[];
} {
  const sinks = inputs.map(resolve);
  const issues = sinks.flatMap((sink, index) =>
    [
      ...backendIssues(sink),
      ...issuesOf(sink.options, RULES, '.'),
      ...nameIssues(sink.options.name, sinks.slice(0, index)),
    ].map((issue) => ({ ...issue, name: `sinks[${index}]${issue.name}` })),
  );
  return { sinks, issues };
}

function resolve(input: SinkInput): ResolvedSink {
  const { backend, ...given } = isDefinition(input)
    ? input
    : { backend: input };
  const options = new SinkOptions();
  for (const [name, value] of Object.entries(given))
    if (value !== undefined) Object.assign(options, { [name]: value });
  if (options.name === '') options.name = classOf(backend);
  return { backend, options };
}

/** A backend may have a member of that name, too. */
function isDefinition(input: SinkInput): input is SinkDefinition {
  const { logBranches, startRun, backend } = (input ?? {}) as Partial<
    LoggerBackend & SinkDefinition
  >;
  return (
    backend !== undefined && logBranches === undefined && startRun === undefined
  );
}

function classOf(backend: unknown): string {
  const { constructor } = (backend ?? {}) as { constructor?: unknown };
  return typeof constructor === 'function' ? constructor.name : 'sink';
}

function backendIssues({ backend }: ResolvedSink): OptionIssue[] {
  try {
    assertBackend(backend);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidLoggerBackendError)) throw error;
    return [{ name: '', value: error.backend, needed: NEEDED_BACKEND }];
  }
}

function nameIssues(
  name: unknown,
  before: readonly ResolvedSink[],
): OptionIssue[] {
  const issue = { name: '.name', value: name };
  if (typeof name !== 'string' || !NAME.test(name))
    return [
      {
        ...issue,
        needed: "a name of letters, digits, '.', '_' and '-'",
      },
    ];
  // Folders of some systems do not tell them apart.
  const isTaken = before.some(
    ({ options }) => options.name.toLowerCase() === name.toLowerCase(),
  );
  return isTaken
    ? [{ ...issue, needed: 'a name that no other sink has: { name, backend }' }]
    : [];
}
