import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { SpearmintError } from '../errors/spearmint.error.js';
import { captureIssues, redactIssues } from '../logging/capture-issues.js';
import { BranchRecorder, LoggerBackend } from '../logging/index.js';
import { recorderProblems } from '../logging/recorder-options.js';
import { mergeRedact } from '../redaction/redact-options.interface.js';
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
      const { redact, capture } = this.options;
      const recorder = sound(this.options.recorder, recorderProblems);
      this.recorder.attach([backend], {
        ...recorder,
        redact: mergeRedact(recorder?.redact, sound(redact, redactIssues)),
        capture: { ...recorder?.capture, ...sound(capture, captureIssues) },
      });
      return [];
    } catch (problem) {
      if (!(problem instanceof SpearmintError)) throw problem;
      return [problem];
    }
  }

  /** Has the backends get ready, once the boot is sure to succeed as far as experiments go. */
  open(): void {
    this.recorder.open();
  }

  names(): string[] {
    return this.recorder.stats().backends.map(({ name }) => name);
  }
}

/** What is wrong with the module's options is told with all of them. */
function sound<T>(
  option: T | undefined,
  problemsOf: (option: T | undefined) => readonly unknown[],
): T | undefined {
  return problemsOf(option).length === 0 ? option : undefined;
}
