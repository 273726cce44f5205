import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MlflowBackend, type MlflowOptions } from '@nestjs-spearmint/mlflow';
import { recordOf } from '../../../libs/store/src/journal/record-of.fixture.js';
import type { Examples } from './error-package.interface.js';

/** Records into a server that has one answer to all requests. */
async function recorded(
  answer: { status: number; error_code: string; message: string },
  options: Partial<MlflowOptions>,
): Promise<void> {
  const { status, ...body } = answer;
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const trackingUri = `http://127.0.0.1:${port}`;
  const backend = new MlflowBackend({ trackingUri, ...options });
  try {
    await backend.logBranches([recordOf(1)]);
  } finally {
    await backend.close();
    server.closeAllConnections();
    server.close();
  }
}

export const mlflowExamples: Examples = {
  SPEARMINT_E_MLFLOW_EXPERIMENT: () =>
    recorded(
      {
        status: 404,
        error_code: 'RESOURCE_DOES_NOT_EXIST',
        message: 'No Experiment with id=17 exists',
      },
      { experimentId: '17' },
    ),
  SPEARMINT_E_MLFLOW_OPTION: () => new MlflowBackend({ concurrency: 0 }),
  SPEARMINT_E_MLFLOW_REQUEST: () =>
    recorded(
      {
        status: 403,
        error_code: 'PERMISSION_DENIED',
        message: 'Permission denied',
      },
      { experimentName: 'search' },
    ),
};
