import { encodeRequest } from '../otlp/trace-request.js';
import type { MlflowClient } from './mlflow.client.js';

/** More goes into another request. */
const MAX_BYTES = 1_000_000;

/** Sends traces, as protobuf, because servers before 3.9 take no JSON. @internal */
export class TracesApi {
  constructor(private readonly client: MlflowClient) {}

  /**
   * @param runId the run that they are shown with, on servers that can.
   * @throws MlflowRequestError
   */
  async send(
    spans: readonly Buffer[],
    experimentId: string,
    runId?: string,
  ): Promise<void> {
    for (const part of partsOf(spans)) {
      await this.client.raw({
        method: 'POST',
        path: '/v1/traces',
        headers: {
          'content-type': 'application/x-protobuf',
          'x-mlflow-experiment-id': experimentId,
          ...(runId === undefined ? {} : { 'x-mlflow-run-id': runId }),
        },
        body: Uint8Array.from(encodeRequest(part)),
      });
    }
  }
}

function partsOf(spans: readonly Buffer[]): Buffer[][] {
  const parts: Buffer[][] = [];
  let bytes = 0;
  for (const span of spans) {
    const last = parts.at(-1);
    if (last !== undefined && bytes + span.length <= MAX_BYTES) {
      last.push(span);
      bytes += span.length;
    } else {
      parts.push([span]);
      bytes = span.length;
    }
  }
  return parts;
}
