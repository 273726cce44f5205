import { METADATA_KEYS } from '../document/metadata.js';

/** Keys of the root that make configs, or say where the rest of them is. @internal */
export const SETTING_KEYS = [
  '$version',
  '$extends',
  '$seed',
  '$samples',
  '$exclude',
  '$add',
  '$pick',
] as const;

/** Keys that only the root of a config may have. @internal */
export const ROOT_KEYS: readonly string[] = [...METADATA_KEYS, ...SETTING_KEYS];
