import { afterEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { Server } from 'node:http';
import request from 'supertest';
import { settleBackground } from 'nestjs-spearmint/testing';
import { FakeMlflow } from '../../../libs/mlflow/src/fake-mlflow.fixture.js';
import { AppModule } from '../src/app.module.js';
import { FILM_ROWS } from '../src/films/films.constants.js';
import { FEW_ROWS } from './films.fixture.js';

describe('the app, when MLFLOW_TRACKING_URI is set', () => {
  afterEach(() => {
    delete process.env['MLFLOW_TRACKING_URI'];
  });

  it('records a run for every config and a trace for every branch', async () => {
    const server = await FakeMlflow.start();
    process.env['MLFLOW_TRACKING_URI'] = server.uri;
    const module = await Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(FILM_ROWS)
      .useValue(FEW_ROWS)
      .compile();
    const app = module.createNestApplication<INestApplication<Server>>({
      logger: false,
    });
    await app.init();
    await request(app.getHttpServer()).get('/search').query({ q: 'alien' });
    await settleBackground(app);
    await app.close();
    expect([...server.experiments.keys()]).toEqual(['SearchService.search']);
    expect(
      new Set(server.active().map(({ tags }) => tags['spearmint.config_id']))
        .size,
    ).toBe(48);
    expect(new Set(server.active().map(({ status }) => status))).toEqual(
      new Set(['FINISHED']),
    );
    expect(server.traces.length).toBeGreaterThan(0);
    await server.stop();
  }, 30_000);
});
