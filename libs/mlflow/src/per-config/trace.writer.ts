import type { BranchRecord } from 'nestjs-spearmint';
import { spanOf } from '../otlp/span-of.js';
import { encodeSpan } from '../otlp/trace-request.js';
import type { TracesApi } from '../rest/traces.api.js';
import type { ConfigRun } from './config-run.js';

/** A request links its traces to one run: with more runs, traces only name theirs. */
const MAX_LINKED = 12;

type Groups = ReadonlyMap<ConfigRun, readonly BranchRecord[]>;

/** Brings branches to the server as traces. @internal */
export class TraceWriter {
  constructor(private readonly traces: TracesApi) {}

  /** What there is to send for branches whose runs are open. */
  requestsFor(groups: Groups): (() => Promise<void>)[] {
    const isLinked = groups.size <= MAX_LINKED;
    const targets = new Map<string, { run: ConfigRun; spans: Buffer[] }>();
    for (const [run, records] of groups) {
      const key = isLinked ? run.key : run.experimentId;
      const target = targets.get(key) ?? { run, spans: [] };
      targets.set(key, target);
      for (const record of records)
        target.spans.push(encodeSpan(spanOf(record, run.runId ?? '')));
    }
    return [...targets.values()].map(
      ({ run, spans }) =>
        () =>
          this.traces.send(
            spans,
            run.experimentId,
            isLinked ? run.runId : undefined,
          ),
    );
  }
}
