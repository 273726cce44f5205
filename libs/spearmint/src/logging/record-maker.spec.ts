import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Branch } from '../branch/branch.js';
import type { BranchRecord } from '../branch/branch-record.interface.js';
import { jsonSafe } from '../branch/json-safe.js';
import { ConfigPool } from '../config/index.js';
import { BranchRecorder } from './branch-recorder.js';
import type {
  CaptureMode,
  CaptureOptions,
} from './capture-options.interface.js';
import { successOf } from './contract-samples.js';
import { InMemoryLogger } from './in-memory.logger.js';
import type { LoggerBackend } from './logger-backend.js';
import { NoOpLogger } from './no-op.logger.js';
import { RecordMaker } from './record-maker.js';
import { BatchBackend, recordAll, setUp } from './recorder.fixture.js';
import type { RecorderStats } from './recorder-stats.interface.js';
import { RecordingRules } from './recording-rules.js';

describe('the records that backends get', () => {
  // Under a name that is not masked unless somebody asks for it.
  const canary = 'canary';
  const secretBranch = (): Branch => {
    const config = Object.freeze({ llm: { branchOffice: canary, model: 'm' } });
    const branch = Branch.start('c1', config);
    branch.markSuccess({ echo: { branchOffice: canary } });
    return branch;
  };

  it('are masked for every backend', async () => {
    const backends = [new BatchBackend(), new InMemoryLogger()];
    const { recorder } = setUp(backends, { redact: ['**.branchOffice'] });
    recordAll(recorder, [secretBranch(), secretBranch()]);
    await recorder.flush();
    expect(JSON.stringify(backends)).not.toContain(canary);
    expect(backends[0]).toMatchObject({ ids: ['c1', 'c1'] });
  });

  it('stay masked when further backends are attached', async () => {
    const backend = new BatchBackend();
    const { recorder } = setUp([new BatchBackend()], {
      redact: ['**.branchOffice'],
    });
    recorder.attach([backend]);
    recorder.record(secretBranch());
    await recorder.flush();
    expect(backend.ids).toEqual(['c1']);
    expect(JSON.stringify(backend.batches)).not.toContain(canary);
  });

  it('mask by its paths what a branch threw, what its attempts threw, and what caused it', async () => {
    const backend = new BatchBackend();
    const { recorder } = setUp([backend], { redact: ['**.pin'] });
    const branch = Branch.start('c1', {});
    for (let i = 0; i < 2; i++) {
      branch.beginAttempt();
      branch.endAttempt({ thrown: { pin: 471_147, at: 'door' } });
    }
    branch.beginAttempt();
    branch.markFailure({ pin: 471_147, at: 'door' });
    const wrapping = Branch.start('c2', {});
    wrapping.markFailure(new Error('no', { cause: { pin: 471_147 } }));
    recordAll(recorder, [branch, wrapping]);
    await recorder.flush();
    expect(JSON.stringify(backend.batches)).not.toContain('471147');
    const [record] = backend.batches.flat();
    expect(record?.error?.message).toBe("{ pin: '[redacted]', at: 'door' }");
    expect(record?.attempts?.map(({ error }) => error)).toEqual([
      record?.error,
      record?.error,
      record?.error,
    ]);
  });

  it('hide what is masked in a config also where outputs and errors quote it', async () => {
    const backend = new BatchBackend();
    const { recorder } = setUp([backend]);
    const config = Object.freeze({ apiKey: 'key-0123-4567' });
    const [good, bad] = ['c1', 'c2'].map((id) => Branch.start(id, config));
    good?.markSuccess({ text: `asked with ${config.apiKey}` });
    bad?.markFailure(new Error(`${config.apiKey} was refused`));
    recordAll(recorder, [good, bad] as Branch[]);
    await recorder.flush();
    expect(backend.batches.flat()).toMatchObject([
      { output: { text: 'asked with [redacted]' } },
      { error: { message: '[redacted] was refused' } },
    ]);
    expect(JSON.stringify(backend.batches)).not.toContain(config.apiKey);
  });

  it('hold nothing of a value that could not be masked', async () => {
    const backend = new BatchBackend();
    const { recorder } = setUp([backend], { redact: ['**.apiKey'] });
    const output = {
      apiKey: canary,
      get trap(): never {
        throw new Error(canary);
      },
    };
    recorder.record(successOf('c1', output));
    await recorder.flush();
    expect(backend.batches[0]?.[0]?.output).toBe('[redacted]');
  });

  it('do not follow what the caller does with the output later', async () => {
    let release: (() => void) | undefined;
    const seen: unknown[] = [];
    const backend: LoggerBackend = {
      async logBranches([record]) {
        await new Promise<void>((resolve) => (release = resolve));
        seen.push(record?.output);
      },
    };
    const { recorder } = setUp([backend]);
    const output = { items: ['a'] };
    recorder.record(successOf('c1', output));
    while (release === undefined) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    output.items.push('b');
    release();
    await recorder.flush();
    expect(seen).toEqual([{ items: ['a'] }]);
  });

  it('of one config share one copy of it', async () => {
    const backend = new BatchBackend();
    const { recorder } = setUp([backend], { redact: ['apiKey'] });
    const config = Object.freeze({ apiKey: 'x', model: 'm' });
    for (const id of ['c1', 'c1']) {
      const branch = Branch.start(id, config);
      branch.markSuccess(1);
      recorder.record(branch);
    }
    await recorder.flush();
    const [first, second] = backend.batches.flat();
    expect(first?.config).toEqual({ apiKey: '[redacted]', model: 'm' });
    expect(second?.config).toBe(first?.config);
  });
});

describe('what is recorded of a call', () => {
  interface Outcome {
    readonly record: BranchRecord;
    readonly stats: RecorderStats;
  }

  /** A branch that was called with `args`, as a backend sees it. */
  async function recorded(
    capture: CaptureOptions,
    args: readonly unknown[],
    finish: (branch: Branch) => void = (branch) => branch.markSuccess('out'),
  ): Promise<Outcome> {
    const backend = new BatchBackend();
    const { recorder } = setUp([backend], { capture });
    const branch = Branch.start('c1', {});
    recorder.keepArgs(branch, args);
    finish(branch);
    recorder.record(branch);
    await recorder.flush();
    return { record: backend.batches[0][0], stats: recorder.stats() };
  }

  const args = ['alien', { limit: 3, apiKey: 'sk-1', tags: ['a', 'b'] }];

  it.each<[CaptureMode, unknown]>([
    ['off', undefined],
    [
      'summary',
      [
        'string(5)',
        {
          limit: 'number',
          apiKey: 'string(4)',
          tags: ['array(2)', 'string(1)'],
        },
      ],
    ],
    ['full', ['alien', { limit: 3, apiKey: '[redacted]', tags: ['a', 'b'] }]],
  ])('%s', async (mode, expected) => {
    const { record } = await recorded({ args: mode, output: mode }, args, (b) =>
      b.markSuccess(args[1]),
    );
    expect(record.args).toEqual(expected);
    expect(record.output).toEqual((expected as unknown[] | undefined)?.[1]);
  });

  it('has arguments as they are when the record is made, or as the branch began', async () => {
    const given = (): { n: number } => ({ n: 1 });
    const late = given();
    const changed = await recorded({ args: 'full' }, [late], (branch) => {
      late.n = 2;
      branch.markSuccess('out');
    });
    expect(changed.record.args).toEqual([{ n: 2 }]);
    const early = given();
    const kept = await recorded(
      { args: 'full', snapshot: true },
      [early],
      (branch) => {
        early.n = 2;
        branch.markSuccess('out');
      },
    );
    expect(kept.record.args).toEqual([{ n: 1 }]);
  });

  it('is cut to maxBytes a part, which is told and counted', async () => {
    const long = 'x'.repeat(5_000);
    const { record, stats } = await recorded(
      { args: 'full', maxBytes: 1_000 },
      [long, 1],
      (branch) => branch.markSuccess({ list: [1, long] }),
    );
    expect(record.truncated).toEqual(['args.0', 'args.1', 'output.list.1']);
    expect(JSON.stringify(record.args).length).toBeLessThanOrEqual(1_000);
    expect(JSON.stringify(record.output).length).toBeLessThanOrEqual(1_000);
    expect(stats.truncated).toBe(3);
  });

  it('tells nothing of what was cut or masked of the branch before', () => {
    const maker = new RecordMaker();
    const ended = (output: unknown): Branch => {
      const branch = Branch.start('c1', {});
      branch.markSuccess(output);
      return branch;
    };
    const long = maker.make(ended({ apiKey: 'k', text: 'x'.repeat(100_000) }));
    expect(long.truncated).toEqual(['output.text']);
    const short = maker.make(ended({ text: 'x' }));
    expect(short.truncated).toBeUndefined();
    expect(maker).toMatchObject({ masked: 1, truncated: 1 });
  });

  it('is whole where reading an output has another one made', () => {
    const maker = new RecordMaker();
    const inner = Branch.start('inner', {});
    inner.markSuccess({ text: 'x'.repeat(100_000) });
    const outer = Branch.start('outer', {});
    let made: BranchRecord | undefined;
    outer.markSuccess({
      deep: {
        get calls() {
          made = maker.make(inner);
          return 'called';
        },
        long: 'y'.repeat(100_000),
      },
    });
    const record = maker.make(outer);
    expect(made?.truncated).toEqual(['output.text']);
    expect(record.truncated).toEqual(['output.deep.long']);
    expect(record.output).toMatchObject({ deep: { calls: 'called' } });
    expect(maker).toMatchObject({ truncated: 2 });
  });

  it('leaves a stack behind a long message', async () => {
    const { record } = await recorded({ maxBytes: 1_000 }, [], (branch) =>
      branch.markFailure(new Error('x'.repeat(5_000))),
    );
    expect(record.error?.message).toMatch(/^x+\[truncated, 5000 characters/);
    expect(record.error?.stack).toMatch(/^Error: x+/);
    expect(JSON.stringify(record.error).length).toBeLessThan(2_000);
  });

  it('counts what was masked', async () => {
    const { stats } = await recorded({ args: 'full' }, args);
    expect(stats).toMatchObject({ masked: 1, truncated: 0 });
  });

  it('holds no arguments of a branch that is not recorded', () => {
    const recorder = new BranchRecorder();
    recorder.attach([new NoOpLogger()]);
    const branch = Branch.start('c1', {});
    recorder.keepArgs(branch, args);
    expect(branch.takeArgs()).toBeUndefined();
  });
});

/** Values that hold a secret somewhere, in one of the ways that rules cover. */
const hiding = (secret: string): fc.Arbitrary<unknown> => {
  const inText = fc.constantFrom(
    `Bearer ${secret}`,
    `https://user:${secret}@host.example/x`,
    `https://host.example/?page=1&api_key=${secret}&n=2`,
    JSON.stringify({ password: secret }),
    JSON.stringify(JSON.stringify({ deep: [{ clientSecret: secret }] })),
    inspect({ token: secret }),
    `Authorization: Custom ${secret}`,
    `DB_PASSWORD=${secret}`,
  );
  const inside = fc.oneof(
    inText,
    fc.tuple(fc.string(), inText, fc.string()).map((parts) => parts.join(' ')),
    fc.constantFrom(
      { apiKey: secret },
      { headers: { 'set-cookie': [secret] } },
      { headers: new Headers({ authorization: secret }) },
      new Map([['accessToken', secret]]),
      [['cookie', secret]],
      { name: 'x-api-key', value: secret },
      { rawHeaders: ['Cookie', secret] },
      { plain: { at: { path: secret } } },
      new URL(`https://user:${secret}@host.example/`),
      Object.assign(new Error(`Bearer ${secret}`), { password: secret }),
      new Error('outer', { cause: new Error(`token="${secret}"`) }),
      { toJSON: () => ({ passwd: secret }) },
    ),
  );
  return fc.oneof(
    inside,
    fc.array(inside, { maxLength: 3 }),
    fc.dictionary(fc.string(), inside),
    fc.tuple(fc.anything(), inside).map(([a, b]) => ({ a, b })),
  );
};

it('nothing that a rule covers is found in what a backend gets', async () => {
  // Letters and digits of a kind that arbitrary texts do not have by chance.
  const secret = fc.stringMatching(/^Q[a-zA-Z0-9]{15,40}7$/);
  const outcome = secret.chain((text) =>
    fc.record({
      text: fc.constant(text),
      config: hiding(text),
      args: fc.array(hiding(text), { maxLength: 2 }),
      result: hiding(text),
      fails: fc.boolean(),
      mode: fc.constantFrom<CaptureMode>('summary', 'full'),
      maxBytes: fc.integer({ min: 256, max: 3_000 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(outcome, async (given) => {
      const backend = new BatchBackend();
      const { recorder } = setUp([backend], {
        redact: ['**.path'],
        capture: { args: given.mode, maxBytes: given.maxBytes },
      });
      const branch = Branch.start('c1', given.config);
      recorder.keepArgs(branch, given.args);
      if (given.fails) branch.markFailure(given.result);
      else branch.markSuccess(given.result);
      recorder.record(branch);
      await recorder.flush();
      const [record] = backend.batches[0];
      expect(JSON.stringify(jsonSafe(record))).not.toContain(given.text);
      expect(inspect(record, { depth: 20 })).not.toContain(given.text);
    }),
    { numRuns: 400 },
  );
}, 60_000);

it('the value of a secret is called by its name, wherever it turns up', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ minLength: 4, maxLength: 60 }).map((text) => `Qz${text}7`),
      fc.string(),
      async (value, around) => {
        const pool = await ConfigPool.from(
          [{ apiKey: { $secret: 'KEY' }, list: [{ $secret: 'KEY' }] }],
          { secrets: () => value },
        );
        const rules = new RecordingRules();
        rules.secrets.learn(ConfigPool.secrets(pool));
        const recorder = new BranchRecorder({}, rules);
        const backend = new BatchBackend();
        recorder.attach([backend], { gatherMs: 0, capture: { args: 'full' } });
        const { config } = { config: pool.at(0).value };
        const quoted = `${around}${value}${around}`;
        for (const thrown of [undefined, new Error(quoted), { quoted }]) {
          const branch = Branch.start('c1', config);
          recorder.keepArgs(branch, [quoted, { [quoted]: quoted }]);
          if (thrown) branch.markFailure(thrown);
          else branch.markSuccess([quoted, JSON.stringify({ quoted })]);
          branch.score(value, 1);
          recorder.record(branch);
        }
        await recorder.flush();
        for (const record of backend.batches.flat()) {
          expect(record.config).toMatchObject({ list: ['[secret:KEY]'] });
          const shown = JSON.stringify(record);
          expect(shown).not.toContain(value);
          expect(shown).not.toContain(JSON.stringify(value).slice(1, -1));
        }
      },
    ),
    { numRuns: 100 },
  );
});
