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

/**
 * Set for the synchronous part of a call that runs without the storage; hidden while
 * another frame is the innermost.
 */
let inline: ContextFrame | undefined;

/** What to go back to after {@link enterFrame}. @internal */
export function currentFrame(): ContextFrame | undefined {
  return storage.getStore();
}

/**
 * Makes `frame` the current one, until a {@link leaveFrame} in a `finally` of the
 * same function: what `AsyncLocalStorage.run` does, without two more frames in the
 * stack of every error that is thrown inside.
 *
 * @returns what {@link leaveFrame} has to bring back.
 * @internal
 */
export function enterFrame(frame: ContextFrame): ContextFrame | undefined {
  const hidden = inline;
  inline = undefined;
  storage.enterWith(frame);
  return hidden;
}

/** Makes `frame` the current one in an asynchronous scope of its own, which gives it back when it ends. @internal */
export function enterScope(frame: ContextFrame): void {
  storage.enterWith(frame);
}

/** Exchanges the frame that was entered last. @internal */
export function switchFrame(frame: ContextFrame): void {
  storage.enterWith(frame);
}

/** @internal */
export function leaveFrame(
  outer: ContextFrame | undefined,
  hidden: ContextFrame | undefined,
): void {
  storage.enterWith(outer as ContextFrame);
  inline = hidden;
}

/** Runs a method inside a frame. @internal */
export function enter(
  frame: ContextFrame,
  method: (...args: never[]) => unknown,
  self: unknown,
  args: readonly unknown[],
): unknown {
  const hidden = inline;
  inline = undefined;
  try {
    return storage.run(frame, Reflect.apply, method, self, args);
  } finally {
    inline = hidden;
  }
}

/** Runs `callback` inside a frame. @internal */
export function within<R>(frame: ContextFrame, callback: () => R): R {
  const hidden = inline;
  inline = undefined;
  try {
    return storage.run(frame, callback);
  } finally {
    inline = hidden;
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
  const outer = inline;
  inline = frame;
  try {
    return Reflect.apply(method, self, args);
  } finally {
    inline = outer;
  }
}

/** The frame of {@link enterInline}, while nothing is inside it. @internal */
export function inlineFrame(): ContextFrame | undefined {
  return inline;
}

/** {@link enterInline} in two halves, for a caller that may not add a frame to the stack. @internal */
export function setInline(frame: ContextFrame | undefined): void {
  inline = frame;
}

/** The innermost frame of any application. @internal */
export function innermostFrame(): ContextFrame | undefined {
  return inline ?? storage.getStore();
}

/** The application of frames that every application sees: those that tests open. @internal */
export const ANY_APP = Object.freeze({});

/** The innermost frame of one application. @internal */
export function frameOf(app: object): ContextFrame | undefined {
  return nearest(storage.getStore(), app);
}

/** The first frame from `frame` outwards that belongs to an application. @internal */
export function nearest(
  frame: ContextFrame | undefined,
  app: object,
): ContextFrame | undefined {
  while (frame !== undefined && frame.app !== app && frame.app !== ANY_APP) {
    frame = frame.outer;
  }
  return frame;
}

/** The innermost frame that is a branch, of any application. @internal */
export function branchFrame(): ContextFrame | undefined {
  let frame = innermostFrame();
  while (frame !== undefined && frame.branch === undefined) frame = frame.outer;
  return frame;
}
