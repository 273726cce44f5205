import type { INestApplication } from '@nestjs/common';

/** Asks a running recipe for a route, as a client does. */
export async function get<T>(
  app: INestApplication,
  path: string,
  headers: Record<string, string> = {},
): Promise<T> {
  const response = await fetch(new URL(path, await app.getUrl()), { headers });
  if (!response.ok)
    throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
