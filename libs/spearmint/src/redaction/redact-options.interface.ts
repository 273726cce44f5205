/**
 * What is masked in records, beside the values of `$secret`s, which always are.
 *
 * @publicApi
 */
export interface RedactOptions {
  /**
   * Paths into config, arguments, output, scores and a thrown object: `apiKey`, `*.apiKey` (any
   * one key or index), `**.apiKey` (at any depth).
   * @default []
   */
  paths?: readonly string[];
  /**
   * Further names whose values are masked wherever they stand, whole names without
   * regard to case and separators: `pass` also means `PASS`, `user-id` also `userId`.
   * @default []
   */
  keys?: readonly string[];
  /**
   * Names that the built-in list masks and you do not want masked: `['token']`.
   * @default []
   */
  except?: readonly string[];
  /**
   * Whether the built-in names (`password`, `apiKey`, `authorization`, ...) and forms
   * of text (`Bearer ...`, `scheme://user:password@host`, `?token=...`) are masked.
   * @default true
   */
  defaults?: boolean;
}

/** Paths alone, or everything there is to say. @publicApi */
export type RedactInput = readonly string[] | RedactOptions;

/** What several places ask for, as one. @internal */
export function mergeRedact(
  ...inputs: readonly (RedactInput | undefined)[]
): Required<RedactOptions> {
  const all = inputs.map((input): RedactOptions =>
    input === undefined || isPaths(input) ? { paths: input } : input,
  );
  return {
    paths: all.flatMap(({ paths = [] }) => paths),
    keys: all.flatMap(({ keys = [] }) => keys),
    except: all.flatMap(({ except = [] }) => except),
    defaults: all.every(({ defaults = true }) => defaults),
  };
}

function isPaths(input: RedactInput): input is readonly string[] {
  return Array.isArray(input);
}
