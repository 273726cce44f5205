import type { Type } from '@nestjs/common';
import type { ExperimentHook } from './experiment-hook.js';

/** A hook's class, made by injection, or an instance. @publicApi */
export type HookInput = ExperimentHook | Type<ExperimentHook>;
