import { applyDecorators, Injectable, SetMetadata } from '@nestjs/common';

/** @internal */
export const HOOK_METADATA = 'spearmint:hook';

/** Which experiments a hook is for, and its place among others. @publicApi */
export interface SpearmintHookOptions {
  /** The names of the experiments that the hook is for; each must exist. @default all */
  experiments?: readonly string[];
  /**
   * Lower ones come first, and are further out in `aroundBranch`. Of equal ones, those
   * of `forRoot({ hooks })` come first, in their order; then providers as Nest lists them.
   *
   * @default 0
   */
  order?: number;
}

/**
 * Makes a provider of any module an {@link ExperimentHook} of the application.
 *
 * ```ts
 * @SpearmintHook({ experiments: ['SearchService.search'] })
 * export class AuditHook extends ExperimentHook { ... }
 * ```
 *
 * @publicApi
 */
export function SpearmintHook(
  options: SpearmintHookOptions = {},
): ClassDecorator {
  return applyDecorators(Injectable(), SetMetadata(HOOK_METADATA, options));
}

/** What the decorator of a class says; nothing of one without it. @internal */
export function hookOptionsOf(type: unknown): SpearmintHookOptions | undefined {
  return typeof type === 'function'
    ? (Reflect.getOwnMetadata(HOOK_METADATA, type) as
        SpearmintHookOptions | undefined)
    : undefined;
}
