import { isSecretName } from '../secrets.js';
import { Lines, type PositionNode } from './positions.js';

const MAX_DEPTH = 100;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/sy;
const WORD = /true|false|null/y;
const SPACE = /[ \t\n\r]*/y;

/** @internal */
export class JsonSyntaxProblem {
  constructor(
    readonly code: 'E_JSON' | 'E_NUMBER',
    readonly offset: number,
    readonly message: string,
  ) {}
}

/**
 * Walks a JSON text for what `JSON.parse` does not tell: where things stand,
 * duplicated keys, and numbers that no double holds.
 *
 * @internal
 */
export class JsonScanner {
  readonly problems: JsonSyntaxProblem[] = [];
  readonly #keys: string[] = [];
  #lines: Lines | undefined;
  #at = 0;

  constructor(private readonly text: string) {}

  /** @throws JsonSyntaxProblem where the text stops being JSON */
  scan(): PositionNode {
    this.#skipSpace();
    const root = this.#value(0);
    this.#skipSpace();
    if (this.#at < this.text.length)
      throw this.#problem('expected the end of the file');
    return root;
  }

  #value(depth: number): PositionNode {
    if (depth > MAX_DEPTH)
      throw this.#problem(`nesting exceeded ${MAX_DEPTH} levels`);
    const node: PositionNode = { offset: this.#at, children: new Map() };
    const char = this.text[this.#at];
    if (char === '{') this.#members(node, depth);
    else if (char === '[') this.#items(node, depth);
    else if (char === '"') this.#string();
    else if (this.#match(WORD) === undefined) this.#number();
    return node;
  }

  #members(node: PositionNode, depth: number): void {
    this.#list('}', () => {
      const offset = this.#at;
      const key = this.#string('a key in double quotes');
      this.#skipSpace();
      if (this.text[this.#at] !== ':')
        throw this.#problem("expected ':' after a key");
      this.#at++;
      this.#skipSpace();
      this.#keys.push(key);
      const { children } = this.#value(depth + 1);
      this.#keys.pop();
      const known = node.children.get(key);
      if (known) this.problems.push(this.#duplicate(key, known.offset, offset));
      else node.children.set(key, { offset, children });
    });
  }

  #items(node: PositionNode, depth: number): void {
    this.#list(']', () => {
      node.children.set(String(node.children.size), this.#value(depth + 1));
    });
  }

  #list(close: string, readItem: () => void): void {
    this.#at++;
    this.#skipSpace();
    if (this.text[this.#at] === close) {
      this.#at++;
      return;
    }
    for (;;) {
      readItem();
      this.#skipSpace();
      const char = this.text[this.#at];
      if (char !== ',' && char !== close)
        throw this.#problem(`expected ',' or '${close}'`);
      this.#at++;
      if (char === close) return;
      this.#skipSpace();
    }
  }

  #string(expected = 'a string'): string {
    if (this.text[this.#at] !== '"')
      throw this.#problem(`expected ${expected}`);
    const start = this.#at;
    try {
      return JSON.parse(this.#match(STRING) ?? '') as string;
    } catch {
      this.#at = start;
      throw this.#problem(
        'a string is not closed, or holds a character that must be escaped',
      );
    }
  }

  #number(): void {
    const offset = this.#at;
    const source = this.#match(NUMBER);
    if (source === undefined) throw this.#problem('expected a value');
    const value = Number(source);
    const shown = this.#keys.some(isSecretName) ? 'the number' : source;
    if (!Number.isFinite(value)) {
      this.#refuseNumber(offset, `${shown} is out of range of a number`);
    } else if (/^-?\d+$/.test(source) && !Number.isSafeInteger(value)) {
      this.#refuseNumber(
        offset,
        `${shown} is beyond the integers that a number holds exactly (2^53 - 1)`,
      );
    }
  }

  #refuseNumber(offset: number, message: string): void {
    this.problems.push(new JsonSyntaxProblem('E_NUMBER', offset, message));
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #skipSpace(): void {
    this.#match(SPACE);
  }

  #duplicate(key: string, first: number, second: number): JsonSyntaxProblem {
    this.#lines ??= new Lines(this.text);
    const { line } = this.#lines.at(first);
    return new JsonSyntaxProblem(
      'E_JSON',
      second,
      `duplicated key ${key}, first on line ${line}`,
    );
  }

  #problem(message: string): JsonSyntaxProblem {
    const found = this.#at >= this.text.length ? ', but the file ends' : '';
    return new JsonSyntaxProblem('E_JSON', this.#at, message + found);
  }
}
