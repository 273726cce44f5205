import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { jsonSafe } from 'nestjs-spearmint';
import { CONFIG_PREFIX } from '../attributes.js';

/** The values at some paths of a config that can be attributes. @internal */
export function configAttributes(
  config: unknown,
  paths: readonly string[],
): Attributes {
  const attributes: Attributes = {};
  for (const path of paths) {
    const value = attributeOf(valueAt(config, path));
    if (value !== undefined) attributes[CONFIG_PREFIX + path] = value;
  }
  return attributes;
}

function valueAt(config: unknown, path: string): unknown {
  let value = config;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, key)
      ? (value as Record<string, unknown>)[key]
      : undefined;
  }
  return value;
}

function attributeOf(value: unknown): AttributeValue | undefined {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      return value === null ? undefined : JSON.stringify(jsonSafe(value));
    default:
      return undefined;
  }
}
