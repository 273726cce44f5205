const ROUTES = [
  '/search?q=the+godfahter',
  '/compare?q=the+godfahter',
  '/ab?q=the+godfahter',
  '/branches?q=the+godfahter',
  '/records/SearchService.search',
  '/health',
];

/** What to do next. @param url of the app, where it goes on running. */
export function tryLines(url?: string): string[] {
  const first =
    url === undefined
      ? 'npm run demo -- --serve   leaves the app running; then, with the port that it prints:'
      : `Running on ${url}, until Ctrl-C. Try:`;
  const base = url ?? 'http://127.0.0.1:<port>';
  return [first, ...ROUTES.map((route) => `  curl '${base}${route}'`)];
}
