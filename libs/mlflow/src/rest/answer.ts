import { jsonObjectOf } from './json-object.js';
import type { FailedRequest } from './mlflow-request.error.js';

/** An answer of the server, read to its end. @internal */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | null;
  readonly location: string | null;
}

/** What MLflow says with a code is said for good, whatever the status: old servers send 500 with it. */
const FINAL_CODES = new Set([
  'RESOURCE_ALREADY_EXISTS',
  'RESOURCE_DOES_NOT_EXIST',
  'INVALID_PARAMETER_VALUE',
  'PERMISSION_DENIED',
  'UNAUTHENTICATED',
  'BAD_REQUEST',
  'ENDPOINT_NOT_FOUND',
  'FEATURE_DISABLED',
  'NOT_IMPLEMENTED',
]);
const PASSING_STATUSES = new Set([408, 429, 500, 502, 503, 504]);
/** What a server says that was started for artifacts alone, or without them. */
const DISABLED = /disabled due to the mlflow server running/i;
const MAX_DETAIL = 500;

type Failure = Pick<
  FailedRequest,
  'status' | 'errorCode' | 'detail' | 'remedy' | 'isUnclear'
>;

/** What an answer that is not 200 means. @internal */
export function failureOf({ status, text, location }: Answer): Failure {
  const { error_code: errorCode, message } = jsonObjectOf(text) ?? {};
  const code = typeof errorCode === 'string' ? errorCode : undefined;
  return {
    status,
    errorCode: code,
    detail: detailOf(typeof message === 'string' ? message : text, location),
    remedy: remedyOf(status, code),
    // With a code of MLflow's the server knows that it has not done it.
    isUnclear: status >= 500 && !FINAL_CODES.has(code ?? ''),
  };
}

/** Whether the same request can be taken later. @internal */
export function isPassing({ status, text }: Answer): boolean {
  const code = jsonObjectOf(text)?.['error_code'];
  if (typeof code === 'string' && FINAL_CODES.has(code)) return false;
  return PASSING_STATUSES.has(status) && !isDisabled({ status, text });
}

/** Whether the server will never take this, as it was started. @internal */
export function isDisabled({
  status,
  text,
}: Pick<Answer, 'status' | 'text'>): boolean {
  return status === 503 && DISABLED.test(text);
}

function detailOf(text: string, location: string | null): string {
  if (location !== null)
    return 'it redirects to another address, which is not followed';
  const line = text.replace(/\s+/g, ' ').trim();
  if (line === '') return 'it gave no reason';
  return line.length > MAX_DETAIL ? `${line.slice(0, MAX_DETAIL)}…` : line;
}

function remedyOf(status: number, code: string | undefined): string {
  if (status === 401 || status === 403 || code === 'PERMISSION_DENIED')
    return 'Check MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, and what this user may do; a server since 3.5 also refuses host names that are not among its --allowed-hosts.';
  if (status >= 300 && status < 400)
    return 'Give MLFLOW_TRACKING_URI the address that it redirects to.';
  if (status === 404 && code === undefined)
    return 'Check that MLFLOW_TRACKING_URI is the root of an MLflow tracking server.';
  if (PASSING_STATUSES.has(status))
    return 'Check the log of the MLflow server.';
  return 'Check that the server is an MLflow that can do this, and its log.';
}
