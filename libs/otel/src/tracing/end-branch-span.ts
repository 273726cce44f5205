import { type Span, SpanStatusCode } from '@opentelemetry/api';
import type { BranchAttempt, BranchRecord } from 'nestjs-spearmint';
import { ATTRIBUTE } from '../attributes.js';
import { hrTime } from '../hr-time.js';
import { exceptionOf } from './exception-of.js';

/** Says how a branch went, and ends its span when the branch ended. @internal */
export function endBranchSpan(span: Span, record: BranchRecord): void {
  const { startedAt, durationMs = 0, attempts = [], scores = {} } = record;
  const endedAt = hrTime(startedAt + durationMs);
  span.setAttributes({
    [ATTRIBUTE.status]: record.status,
    [ATTRIBUTE.configRead]: record.configRead,
  });
  if (record.reason !== undefined)
    span.setAttribute(ATTRIBUTE.skipReason, record.reason);
  if (attempts.length > 0)
    span.setAttribute(ATTRIBUTE.attempts, attempts.length);
  attempts.forEach((attempt, at) => addAttempt(span, attempt, at + 1));
  for (const [name, score] of Object.entries(scores)) {
    span.addEvent(
      'gen_ai.evaluation.result',
      { [ATTRIBUTE.evaluationName]: name, [ATTRIBUTE.evaluationScore]: score },
      endedAt,
    );
  }
  if (record.error !== undefined) {
    const { type, message } = record.error;
    span.setAttribute(ATTRIBUTE.errorType, type);
    span.setStatus({ code: SpanStatusCode.ERROR, message });
    span.recordException(exceptionOf(record.error), endedAt);
  }
  span.end(endedAt);
}

function addAttempt(
  span: Span,
  { startedAt, durationMs, error }: BranchAttempt,
  number: number,
): void {
  span.addEvent(
    'spearmint.attempt',
    {
      [ATTRIBUTE.attempt]: number,
      ...(durationMs !== undefined && {
        [ATTRIBUTE.attemptDuration]: durationMs / 1_000,
      }),
      ...(error !== undefined && {
        [ATTRIBUTE.errorType]: error.type,
        [ATTRIBUTE.exceptionMessage]: error.message,
      }),
    },
    hrTime(startedAt),
  );
}
