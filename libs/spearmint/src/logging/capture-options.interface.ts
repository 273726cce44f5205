/**
 * `off`: nothing of it. `summary`: types, keys and lengths, no contents. `full`: the
 * value, masked and cut to `maxBytes`.
 *
 * @publicApi
 */
export type CaptureMode = 'off' | 'summary' | 'full';

/** What records hold of the data of a call. @publicApi */
export interface CaptureOptions {
  /**
   * What the method was called with, without the config that Spearmint gives it.
   * @default 'off'
   */
  args?: CaptureMode;
  /**
   * What the method returned.
   * @default 'full'
   */
  output?: CaptureMode;
  /**
   * The most bytes that the arguments, the output, the error and a config given by
   * the caller may each have in JSON; what is beyond is cut and told in `truncated`.
   * @default 65_536
   */
  maxBytes?: number;
  /**
   * Whether arguments are copied when a branch begins. It costs the caller some
   * microseconds, and as much as `maxBytes` takes where they are large. Otherwise they
   * are read some milliseconds after the branch has ended: what the method or its
   * caller has changed in them by then is recorded as changed.
   * @default false
   */
  snapshot?: boolean;
}

/** @internal */
export type Capture = Readonly<Required<CaptureOptions>>;

/** @internal */
export const CAPTURE_DEFAULTS: Capture = {
  args: 'off',
  output: 'full',
  maxBytes: 65_536,
  snapshot: false,
};

/** The least that leaves room for what says that something was cut. @internal */
export const LEAST_BYTES = 256;

/** What is said last counts. @internal */
export function resolveCapture(
  ...all: readonly (CaptureOptions | undefined)[]
): Capture {
  const capture = { ...CAPTURE_DEFAULTS };
  for (const options of all) {
    for (const [name, value] of Object.entries(options ?? {}))
      if (value !== undefined) Object.assign(capture, { [name]: value });
  }
  return capture;
}
