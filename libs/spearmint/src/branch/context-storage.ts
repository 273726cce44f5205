import { AsyncLocalStorage } from 'node:async_hooks';
import type { ContextFrame } from './context-frame.js';

const KEY = Symbol.for('nestjs-spearmint:context');

type Shared = { [KEY]?: AsyncLocalStorage<ContextFrame> };

/**
 * The one storage of the whole process, shared by duplicate copies of the package:
 * every further instance makes each promise of the process dearer. It holds no
 * state: a frame names the application that it belongs to.
 */
const storage = ((globalThis as Shared)[KEY] ??=
  new AsyncLocalStorage<ContextFrame>());

/** Set for the synchronous part of a call that runs without the storage. */
let inline: ContextFrame | undefined;

/** Runs a method inside a frame. @internal */
export function enter(
  frame: ContextFrame,
  method: (...args: never[]) => unknown,
  self: unknown,
  args: readonly unknown[],
): unknown {
  if (inline === undefined) {
    return storage.run(frame, Reflect.apply, method, self, args);
  }
  const suspended = inline;
  inline = undefined;
  try {
    return storage.run(frame, Reflect.apply, method, self, args);
  } finally {
    inline = suspended;
  }
}

/**
 * Runs a method so that only its synchronous part sees the frame: enough for
 * default initialisers, and free of the storage's price.
 *
 * @internal
 */
export function enterInline(
  frame: ContextFrame,
  method: (...args: never[]) => unknown,
  self: unknown,
  args: readonly unknown[],
): unknown {
  const suspended = inline;
  inline = frame;
  try {
    return Reflect.apply(method, self, args);
  } finally {
    inline = suspended;
  }
}

/** Runs `callback` inside a frame. @internal */
export function within<R>(frame: ContextFrame, callback: () => R): R {
  return storage.run(frame, callback);
}

/** The innermost frame of any application. @internal */
export function innermostFrame(): ContextFrame | undefined {
  return inline ?? storage.getStore();
}

/** The innermost frame of one application. @internal */
export function frameOf(app: object): ContextFrame | undefined {
  let frame = storage.getStore();
  while (frame !== undefined && frame.app !== app) frame = frame.outer;
  return frame;
}

/** The innermost frame that is a branch, of any application. @internal */
export function branchFrame(): ContextFrame | undefined {
  let frame = innermostFrame();
  while (frame !== undefined && frame.branch === undefined) frame = frame.outer;
  return frame;
}
