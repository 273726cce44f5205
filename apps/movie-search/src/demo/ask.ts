import type { DemoQuery } from './queries/query.interface.js';

/** How many requests are under way at the same time. */
const CONCURRENCY = 8;

/**
 * Sends every query to the app's search route, and gives what went wrong.
 *
 * @param onAnswer called after each request.
 */
export async function ask(
  baseUrl: string,
  queries: readonly DemoQuery[],
  onAnswer: () => void,
): Promise<string[]> {
  const failures: string[] = [];
  const waiting = queries.values();
  const send = async (): Promise<void> => {
    for (const { text } of waiting) {
      const failure = await request(baseUrl, text);
      if (failure !== undefined) failures.push(failure);
      onAnswer();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, send));
  return failures;
}

async function request(
  baseUrl: string,
  text: string,
): Promise<string | undefined> {
  const url = new URL('/search', baseUrl);
  url.searchParams.set('q', text);
  try {
    const response = await fetch(url);
    const body = await response.text();
    return response.ok ? undefined : `"${text}": ${response.status} ${body}`;
  } catch (error) {
    return `"${text}": ${String(error)}`;
  }
}
