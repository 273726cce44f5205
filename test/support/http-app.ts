import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';

/** For `describe.each`: what holds on one HTTP adapter has to hold on the other. */
export const adapters = [
  { name: 'express', make: () => new ExpressAdapter() },
  { name: 'fastify', make: () => new FastifyAdapter() },
] as const;

export type Adapter = (typeof adapters)[number];

/** A listening application. */
export async function listen(
  adapter: Adapter,
  metadata: ModuleMetadata,
  prepare: (app: INestApplication) => void = () => undefined,
): Promise<INestApplication> {
  const module = await Test.createTestingModule(metadata).compile();
  const app = module.createNestApplication(adapter.make(), { logger: false });
  prepare(app);
  await app.listen(0, '127.0.0.1');
  return app;
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** One request; the body is read as JSON where it is JSON, else as text. */
export async function call<T = unknown>(
  app: INestApplication,
  path: string,
  init?: RequestInit,
): Promise<Answer<T>> {
  const response = await fetch(`${await app.getUrl()}${path}`, init);
  const text = await response.text();
  let body: unknown = text;
  try {
    body = JSON.parse(text);
  } catch {
    // Plain text is what the route sends.
  }
  return {
    status: response.status,
    headers: response.headers,
    body: body as T,
  };
}

export function postJson(payload: unknown): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payload),
  };
}
