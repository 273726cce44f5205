import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { SpearmintError } from '../errors/spearmint.error.js';
import { BranchRecorder, LoggerBackend } from '../logging/index.js';
import { SPEARMINT_OPTIONS } from '../spearmint.constants.js';
import type { SpearmintOptions } from '../spearmint-options.interface.js';

/**
 * Connects the recorder with the backends that injection gives: late, because a
 * backend may have experiments of its own, which need the recorder.
 *
 * @internal
 */
@Injectable()
export class BackendLoader {
  constructor(
    @Inject(SPEARMINT_OPTIONS) private readonly options: SpearmintOptions,
    @Inject(BranchRecorder) private readonly recorder: BranchRecorder,
    private readonly moduleRef: ModuleRef,
  ) {}

  /** Gives what is wrong. */
  load(): SpearmintError[] {
    try {
      const backend = this.moduleRef.get(LoggerBackend, { strict: false });
      const { recorder, redact } = this.options;
      this.recorder.attach([backend], {
        ...recorder,
        redact: [...(redact ?? []), ...(recorder?.redact ?? [])],
      });
      return [];
    } catch (problem) {
      if (!(problem instanceof SpearmintError)) throw problem;
      return [problem];
    }
  }

  names(): string[] {
    return this.recorder.stats().backends.map(({ name }) => name);
  }
}
