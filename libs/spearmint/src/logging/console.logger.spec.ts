import { describe, expect, it } from '@jest/globals';
import { Branch } from '../branch/branch.js';
import type { RecordedBranch } from './backend-contract.interface.js';
import { describeBackendContract } from './backend-contract.js';
import { ConsoleLogger, type LineLogger } from './console.logger.js';

type Line = readonly [level: string, text: string];

function setUp(): { lines: Line[]; backend: ConsoleLogger } {
  const lines: Line[] = [];
  const at = (level: string) => (text: string) => lines.push([level, text]);
  const logger: LineLogger = {
    debug: at('debug'),
    log: at('log'),
    warn: at('warn'),
    error: at('error'),
  };
  return { lines, backend: new ConsoleLogger(logger) };
}

const LINE =
  /\[(?<configId>.+)\] \w+ (?<status>\w+) in (?<ms>[\d.]+) ms(?: - (?<type>\w+): (?<message>.+))?/;

function parse([, text]: Line): RecordedBranch {
  const { groups = {} } = LINE.exec(text) ?? {};
  const { configId, status, ms, type, message } = groups;
  return {
    configId: configId ?? '',
    status,
    durationMs: Number(ms),
    ...(type && message && { error: { type, message } }),
  };
}

describeBackendContract(
  'ConsoleLogger',
  () => {
    const { lines, backend } = setUp();
    return {
      backend,
      recorded: () => lines.map(parse),
      keeps: ['status', 'durationMs', 'error'],
    };
  },
  { describe, expect, it },
);

describe('ConsoleLogger', () => {
  const branch = (): Branch =>
    Branch.start('cfg_1', {}, { experiment: 'Summaries.run', role: 'shadow' });
  const linesOf = (started: Branch): Line[] => {
    const { lines, backend } = setUp();
    backend.logBranches([started.toJSON()]);
    return lines;
  };

  it('says experiment, config, role, status and duration of a success', () => {
    const success = branch();
    success.markSuccess('hidden');
    const [[level, text] = []] = linesOf(success);
    expect(level).toBe('log');
    expect(text).toMatch(
      /^Summaries\.run \[cfg_1\] shadow success in \d+\.\d ms$/,
    );
  });

  it('says the label of the config behind its id', () => {
    const { lines, backend } = setUp();
    backend.logBranches([{ ...branch().toJSON(), label: 'model=\nsmall' }]);
    expect(lines[0]?.[1]).toBe(
      'Summaries.run [cfg_1 model= small] shadow pending',
    );
  });

  it('says the error of a failure, on one line and without credentials', () => {
    const failure = branch();
    failure.markFailure(new RangeError('first\nAuthorization: Bearer abc.def'));
    const [[level, text] = []] = linesOf(failure);
    expect(level).toBe('error');
    expect(text).toMatch(/ - RangeError: first Authorization: Bearer \*\*\*$/);
  });

  it('says why a branch was skipped', () => {
    const skipped = branch();
    skipped.markSkipped('the queue is full');
    const [[level, text] = []] = linesOf(skipped);
    expect(level).toBe('warn');
    expect(text).toMatch(/ - the queue is full$/);
  });

  it('has no duration for a branch that is pending', () => {
    expect(linesOf(branch())).toEqual([
      ['debug', 'Summaries.run [cfg_1] shadow pending'],
    ]);
  });

  it('speaks through Nest when it is given nothing else', () => {
    expect(() => new ConsoleLogger().logBranches([])).not.toThrow();
  });
});
