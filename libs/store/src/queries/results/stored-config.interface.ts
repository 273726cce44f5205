import type { ConfigOrigin } from 'nestjs-spearmint';

/** A config of an experiment, with the value under which its id was seen first. @publicApi */
export interface StoredConfig {
  readonly experiment: string;
  readonly configId: string;
  /** What people call it, as the branch that arrived last has it; absent where the id says enough. */
  readonly label?: string;
  readonly configSource: ConfigOrigin;
  /** The masked value; undefined where there was none. */
  readonly config: unknown;
}
