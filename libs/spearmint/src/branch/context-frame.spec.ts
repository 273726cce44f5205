import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { ConfigEntry } from '../config/index.js';
import { Branch } from './branch.js';
import type { BranchRole } from './branch-status.type.js';
import { ContextFrame, outermostScope } from './context-frame.js';

const app = {};
const entry: ConfigEntry = { id: 'a', hash: 'a', value: {}, origin: '' };

function within(
  parent: ContextFrame | undefined,
  role?: BranchRole,
  signal?: AbortSignal,
): ContextFrame {
  const branch =
    role === undefined ? undefined : Branch.start('test', entry, { role });
  return new ContextFrame(
    { ...outermostScope(app, undefined, signal), parent },
    branch,
  );
}

describe('the signal of a frame', () => {
  it('is aborted with the context around it, for its reason', () => {
    const context = within(undefined);
    const { signal } = within(within(context, 'primary'), 'variant');
    const reason = new Error('gone');
    context.abort(reason);
    expect(signal.reason).toBe(reason);
  });

  it('is aborted with the caller’s signal, also when that was aborted before', () => {
    const reason = new Error('given up');
    const { signal } = within(undefined, 'primary', AbortSignal.abort(reason));
    expect(signal.reason).toBe(reason);
    const caller = new AbortController();
    const later = within(undefined, 'primary', caller.signal);
    expect(later.signal.aborted).toBe(false);
    caller.abort(reason);
    expect(later.signal.reason).toBe(reason);
  });

  it('of a shadow is not aborted with the request that started it', () => {
    const context = within(undefined);
    const { signal } = within(context, 'shadow');
    context.abort(new Error('gone'));
    expect(signal.aborted).toBe(false);
  });

  it('of many branches at once gives no warning of a leak', async () => {
    const warned: Error[] = [];
    const listener = (warning: Error): void => void warned.push(warning);
    process.on('warning', listener);
    const caller = new AbortController();
    const context = within(undefined);
    const frames = Array.from({ length: 50 }, () =>
      within(context, 'variant', caller.signal),
    );
    const signals = frames.map(({ signal }) => signal);
    await new Promise(setImmediate);
    process.off('warning', listener);
    expect(warned).toEqual([]);
    caller.abort(new Error('given up'));
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });

  it('leaves no listener on signals that live longer than its branch', () => {
    const caller = new AbortController();
    const context = within(undefined);
    const { signal: around } = context;
    for (let i = 0; i < 100; i++) {
      const frame = within(context, 'primary', caller.signal);
      expect(frame.signal).toBe(frame.signal);
      frame.branch?.markSuccess(1);
      frame.ended();
      // Asked for again, by what goes on after the branch.
      expect(frame.signal.aborted).toBe(false);
    }
    expect(getEventListeners(caller.signal, 'abort')).toHaveLength(0);
    expect(getEventListeners(around, 'abort')).toHaveLength(0);
  });
});
