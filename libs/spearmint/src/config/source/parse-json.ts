import type { ConfigPath } from '../config-path.js';
import { JsonScanner, JsonSyntaxProblem } from './json.scanner.js';
import type { Parsed } from './parsed-document.interface.js';
import { Lines, locateIn } from './positions.js';

/**
 * The one document of a JSON text. `JSON.parse` rounds large numbers, keeps the
 * last of two equal keys and quotes the source in its messages, so a scan of
 * our own looks first.
 *
 * @internal
 */
export function parseJson(text: string): Parsed {
  if (text.trim() === '') return { documents: [] };
  const scanner = new JsonScanner(text);
  try {
    const root = scanner.scan();
    if (scanner.problems.length > 0) {
      const lines = new Lines(text);
      return {
        issues: scanner.problems.map((problem) => issue(lines, problem)),
      };
    }
    let lines: Lines | undefined;
    const locate = (path: ConfigPath) =>
      locateIn((lines ??= new Lines(text)), root, path);
    return { documents: [{ value: JSON.parse(text) as unknown, locate }] };
  } catch (error) {
    if (!(error instanceof JsonSyntaxProblem)) throw error;
    return { issues: [issue(new Lines(text), error)] };
  }
}

function issue(lines: Lines, { code, offset, message }: JsonSyntaxProblem) {
  return { code, path: '', message, ...lines.at(offset) };
}
