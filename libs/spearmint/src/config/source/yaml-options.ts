import {
  boolCoreTag,
  CORE_SCHEMA,
  NOT_RESOLVED,
  defineScalarTag,
  floatCoreTag,
  intCoreTag,
  mergeTag,
  nullCoreTag,
  type LoadOptions,
} from 'js-yaml';
import { UnreadableNumber } from '../value/unreadable-number.js';

/** @internal */
export const YAML_LIMITS = {
  maxDepth: 100,
  maxAliases: 100,
  maxTotalMergeKeys: 10_000,
} as const;

const DECIMAL = /^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;

/** The stock tag rounds an integer beyond 2^53 silently. */
const safeInteger = defineScalarTag<number | UnreadableNumber>(
  intCoreTag.tagName,
  {
    ...intCoreTag,
    resolve: (source, isExplicit, tagName) => {
      const value = intCoreTag.resolve(source, isExplicit, tagName);
      if (value === NOT_RESOLVED || Number.isSafeInteger(value)) return value;
      return new UnreadableNumber(
        source,
        'is beyond the integers that a number holds exactly (2^53 - 1)',
      );
    },
  },
);

/** The stock tag takes a number that is out of range for text. */
const finiteFloat = defineScalarTag<number | UnreadableNumber>(
  floatCoreTag.tagName,
  {
    ...floatCoreTag,
    resolve: (source, isExplicit, tagName) => {
      const value = floatCoreTag.resolve(source, isExplicit, tagName);
      if (value !== NOT_RESOLVED || !DECIMAL.test(source)) return value;
      return new UnreadableNumber(source, 'is out of range of a number');
    },
  },
);

/**
 * YAML 1.2 core schema with merge keys, bounded.
 *
 * @internal
 */
export const YAML_OPTIONS: LoadOptions = {
  ...YAML_LIMITS,
  schema: CORE_SCHEMA.withTags(mergeTag, safeInteger, finiteFloat),
};

/** What plain scalars of the schema can be besides texts and merge keys. */
const PLAIN_TAGS = [nullCoreTag, boolCoreTag, safeInteger, finiteFloat];
/** How those begin, where they are not empty. */
const BEGINS_LIKE_ONE = /^(?:[-+.\d~nNtTfF]|$)/;

/**
 * What a plain scalar without a tag stands for.
 *
 * @internal
 */
export function resolvePlain(source: string): unknown {
  if (!BEGINS_LIKE_ONE.test(source)) return source;
  for (const tag of PLAIN_TAGS) {
    const value: unknown = tag.resolve(source, false, tag.tagName);
    if (value !== NOT_RESOLVED) return value;
  }
  return source;
}
