import type { Exception } from '@opentelemetry/api';
import type { BranchError } from 'nestjs-spearmint';

/** An error as spans take it, its causes in the stack. @internal */
export function exceptionOf(error: BranchError): Exception {
  return { name: error.type, message: error.message, stack: stackOf(error) };
}

function stackOf({ type, message, stack, cause }: BranchError): string {
  const own = stack === '' ? `${type}: ${message}` : stack;
  return cause === undefined ? own : `${own}\nCaused by: ${stackOf(cause)}`;
}
