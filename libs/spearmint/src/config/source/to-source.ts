import { fileURLToPath } from 'node:url';
import type { ConfigIssue } from '../config-issue.interface.js';
import { Space } from '../space/space.js';
import { isMapping, kindOf } from '../value/kinds.js';
import { ConfigSource } from './config-source.js';
import { FunctionSource } from './function.source.js';
import { ObjectSource } from './object.source.js';
import { PathSource } from './path.source.js';

const ACCEPTED =
  'pass a path, a file: URL, an object, a model instance, a function that gives one, or a ConfigSource';

/**
 * The source for one entry of a list of configurations, or what is wrong with it.
 *
 * @internal
 */
export function toSource(
  input: unknown,
  origin: string,
): ConfigSource | ConfigIssue {
  const refuse = (message: string, hint = ACCEPTED): ConfigIssue => {
    return { code: 'E_BAD_SOURCE', origin, path: '', message, hint };
  };
  if (input instanceof ConfigSource) return input;
  if (input instanceof Space)
    return new ObjectSource(input, origin, input.model);
  if (typeof input === 'string') return fromText(input, refuse);
  if (isUrl(input)) return fromUrl(input, refuse);
  if (isThenable(input))
    return refuse('is a Promise, which is no source', 'await it first');
  if (typeof input === 'object' && input !== null) {
    if (Array.isArray(input) || isMapping(input) || 'toJSON' in input) {
      return new ObjectSource(input, origin);
    }
  }
  if (isFunction(input) && !isClass(input))
    return new FunctionSource(input, origin, toSource);
  return refuse(`is ${kindOf(input)}, which is no source`);
}

type Refuse = (message: string, hint?: string) => ConfigIssue;

function fromText(path: string, refuse: Refuse): ConfigSource | ConfigIssue {
  if (path.trim() === '') return refuse('is an empty path');
  if (path.includes('\0')) return refuse('is a path with a NUL byte');
  if (/^file:/i.test(path)) {
    return URL.canParse(path)
      ? fromUrl(new URL(path), refuse)
      : refuse('is not a valid URL');
  }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path))
    return refuse('is not a local file');
  return new PathSource(path);
}

function fromUrl(url: URL, refuse: Refuse): ConfigSource | ConfigIssue {
  if (url.protocol !== 'file:')
    return refuse(`is a ${url.protocol} URL, which is no local file`);
  try {
    return fromText(fileURLToPath(url), refuse);
  } catch {
    return refuse('is not the URL of a local file');
  }
}

function isUrl(input: unknown): input is URL {
  return input instanceof URL;
}

function isThenable(input: unknown): boolean {
  return (
    typeof input === 'object' &&
    input !== null &&
    'then' in input &&
    typeof input.then === 'function'
  );
}

function isFunction(input: unknown): input is () => unknown {
  return typeof input === 'function';
}

function isClass(input: object): boolean {
  return kindOf(input) === 'a class';
}
