import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BranchStore } from '@nestjs-spearmint/store';
import { settleBackground } from 'nestjs-spearmint/testing';
import request from 'supertest';
import { MlflowServer } from '../../../test/mlflow/support/mlflow-server.fixture.js';
import {
  readRuns,
  readTraces,
} from '../../../test/mlflow/support/read-runs.fixture.js';
import { type StartedApp, startApp } from './app.fixture.js';

const EXPERIMENT = 'SearchService.search';
const DELIVER_MS = 60_000;

describe('the app, when MLFLOW_TRACKING_URI is set', () => {
  let server: MlflowServer;
  let started: StartedApp | undefined;

  beforeEach(async () => {
    server = await MlflowServer.start();
    process.env['MLFLOW_TRACKING_URI'] = server.uri;
  }, 300_000);
  afterEach(async () => {
    delete process.env['MLFLOW_TRACKING_URI'];
    await started?.stop();
    await server.stop();
  }, 60_000);

  const search = async ({ app }: StartedApp, q: string): Promise<void> => {
    await request(app.getHttpServer()).get('/search').query({ q }).expect(200);
    await settleBackground(app);
  };

  it('records into the store and, from there, a run for every config and a trace for every branch', async () => {
    started = await startApp();
    await search(started, 'alien');
    // Nothing is lost while it is away.
    await server.down();
    await search(started, 'inceptoin');
    await server.up();
    const isDelivered = started.app.get(BranchStore).delivered(DELIVER_MS);
    expect(await isDelivered).toBe(true);
    await started.app.close();

    const records = await started.recorded();
    expect(records).toHaveLength(2 * 48);
    const runs = await readRuns(server, EXPERIMENT);
    expect(runs.map(({ tags }) => tags['spearmint.config_id']).sort()).toEqual(
      [...new Set(records.map(({ configId }) => configId))].sort(),
    );
    for (const { status, metrics } of runs)
      expect([status, metrics['n']]).toEqual(['FINISHED', 2]);
    const traces = await readTraces(server, EXPERIMENT);
    expect(
      traces.map(({ tags }) => tags['spearmint.branch_id']).sort(),
    ).toEqual(records.map(({ id }) => id).sort());
  }, 180_000);
});
