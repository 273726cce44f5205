import type { Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { ConfigSource, type ConfigSourceInput } from '../config/index.js';

/** The sources, with instances in place of the classes among them. @internal */
export async function madeSources(
  sources: readonly ConfigSourceInput[],
  moduleRef: Pick<ModuleRef, 'create'>,
): Promise<ConfigSourceInput[]> {
  const made: ConfigSourceInput[] = [];
  for (const source of sources)
    made.push(isSourceClass(source) ? await moduleRef.create(source) : source);
  return made;
}

function isSourceClass(source: unknown): source is Type<ConfigSource> {
  return (
    typeof source === 'function' && source.prototype instanceof ConfigSource
  );
}
