import { AssertionError } from 'node:assert';
import { describe, expect, it } from '@jest/globals';
import { Branch } from '../branch/branch.js';
import { assertBranches, findBranch } from './assert-branches.js';
import type { ExpectedBranch } from './branch-expectation.js';
import { fakeBranches } from './fake-branches.js';

class Answer {
  constructor(
    readonly text: string,
    readonly tokens: number,
  ) {}
}

const branches = fakeBranches<unknown>([
  {
    configId: 'a',
    role: 'primary',
    experiment: 'Answers.ask',
    config: { model: 'small', temperature: 0 },
    output: new Answer('Hi', 3),
    durationMs: 20,
    scores: { brevity: 0.9 },
  },
  { configId: 'b', role: 'shadow', error: new RangeError('over quota') },
  { configId: 'c', role: 'shadow', reason: 'the queue is full' },
  { configId: 'd', role: 'shadow', output: ['x', { at: new Date(5) }] },
]);

/** The assertion's message, or nothing when it holds. */
function complaint(assertion: () => unknown): string | undefined {
  try {
    assertion();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(AssertionError);
    return (thrown as AssertionError).message;
  }
  return undefined;
}

const rest = [{}, {}, {}];

describe('assertBranches', () => {
  it('takes a global RegExp as often as it is asked', () => {
    const expected = { experiment: /Answers/g, configId: 'a' };
    assertBranches(branches, [expected, ...rest]);
    assertBranches(branches, [expected, ...rest]);
  });

  it('looks at attempts, labels and where the config came from', () => {
    const branch = Branch.start('cfg_1', { model: 'small' });
    branch.beginAttempt();
    branch.endAttempt({ thrown: new Error('503') });
    branch.beginAttempt();
    branch.markSuccess('Hi');
    const fitting: ExpectedBranch = {
      configSource: 'pool',
      attempts: [{ error: { message: '503' } }, { error: undefined }],
    };
    assertBranches([branch], [fitting]);
    assertBranches([branch.toJSON()], [fitting]);
    expect(
      complaint(() => assertBranches([branch], [{ attempts: [{}] }])),
    ).toMatch(/number 1 differs/);
    expect(
      complaint(() => assertBranches([branch], [{ label: /large/ }])),
    ).toMatch(/number 1 differs/);
  });

  it('holds for the branches that are there, in order of start', () => {
    const expected = [
      {
        experiment: 'Answers.ask',
        role: 'primary',
        status: 'success',
        configId: 'a',
        durationMs: 20,
      },
      { status: 'failed', error: 'over quota' },
      { status: 'skipped', reason: 'the queue is full' },
      { configId: 'd', output: ['x', { at: new Date(5) }] },
    ] as const;
    assertBranches(branches, expected);
    assertBranches([...branches].reverse(), expected);
    assertBranches(branches.toJSON().slice(0, 3), expected.slice(0, 3));
    expect(complaint(() => assertBranches(branches, expected))).toBeUndefined();
  });

  it.each([
    ['part of an object', { config: { model: 'small' } }],
    ['part of an instance', { output: { text: 'Hi' } }],
    ['a pattern', { configId: /^a$/, output: { text: /^H/ } }],
    ['a matcher of the runner', { output: { tokens: expect.any(Number) } }],
    ['scores', { scores: { brevity: 0.9 } }],
  ])('holds for %s', (_, first) => {
    expect(
      complaint(() => assertBranches(branches, [first, ...rest])),
    ).toBeUndefined();
  });

  it.each([
    ['another value', { configId: 'z' }],
    ['another pattern', { configId: /z/ }],
    ['a pattern for what is no text', { output: /Hi/ }],
    ['another part', { config: { model: 'large' } }],
    ['a part that is not there', { config: { top: 1 } }],
    ['part of what is no object', { durationMs: { seconds: 1 } }],
    ['another matcher', { output: expect.any(String) }],
    ['an error where there is none', { error: 'over quota' }],
    ['a list where there is none', { output: [] }],
  ])('fails for %s', (_, first) => {
    expect(complaint(() => assertBranches(branches, [first, ...rest]))).toMatch(
      /^The branches are not the expected ones: number 1 differs\./,
    );
  });

  it('a list has to be as long, and its items the same', () => {
    const with4th = (output: unknown) =>
      complaint(() => assertBranches(branches, [{}, {}, {}, { output }]));
    expect(with4th(['x'])).toContain('number 4 differs');
    expect(with4th(['x', { at: new Date(6) }])).toContain('number 4 differs');
    expect(with4th(['x', { at: expect.anything() }])).toBeUndefined();
  });

  it('an error is known by its message, or by its fields', () => {
    const with2nd = (error: string | RegExp | { type: string }) =>
      complaint(() => assertBranches(branches, [{}, { error }, {}, {}]));
    expect(with2nd(/quota$/)).toBeUndefined();
    expect(with2nd({ type: 'RangeError' })).toBeUndefined();
    expect(with2nd('no')).toContain("type: 'RangeError'");
    expect(with2nd({ type: 'TypeError' })).toContain('number 2 differs');
  });

  it('says how many there are, and shows what was asked about', () => {
    const message = complaint(() =>
      assertBranches(branches, [{ output: 'Hi' }]),
    );
    expect(message).toContain('there are 4 instead of 1');
    expect(message).toContain("text: 'Hi'");
    expect(message).toContain("reason: 'the queue is full'");
    expect(message).not.toContain('temperature');
    expect(complaint(() => assertBranches([], [{}]))).toContain(
      'there are 0 instead of 1',
    );
    expect(complaint(() => assertBranches([], []))).toBeUndefined();
  });

  it('names all that differ', () => {
    expect(
      complaint(() =>
        assertBranches(branches, [
          {},
          { role: 'primary' },
          {},
          { role: 'variant' },
        ]),
      ),
    ).toContain('number 2, 4 differ.');
  });

  it('keeps the order of the list for branches that started at one time', () => {
    const [first, second] = [
      fakeBranches([{ output: 1 }]),
      fakeBranches([{ output: 2 }]),
    ];
    assertBranches([...first, ...second], [{ output: 1 }, { output: 2 }]);
    expect(
      complaint(() =>
        assertBranches([...second, ...first], [{ output: 1 }, { output: 2 }]),
      ),
    ).toContain('number 1, 2 differ');
  });
});

describe('findBranch', () => {
  it('gives the one branch that is as expected', () => {
    expect(findBranch(branches, { configId: 'b' })).toBe(branches.at(1));
  });

  it('fails when there is none, and shows those that are there', () => {
    const message = complaint(() => findBranch(branches, { configId: 'z' }));
    expect(message).toContain('None of 4 branches is as expected.');
    expect(message).toContain("configId: 'd'");
  });

  it('fails when there are several', () => {
    expect(complaint(() => findBranch(branches, { role: 'shadow' }))).toContain(
      '3 branches are as expected, where one has to be.',
    );
  });
});
