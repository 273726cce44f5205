import { InvalidMlflowOptionError } from '../invalid-mlflow-option.error.js';
import type { MlflowOptions } from '../mlflow-options.js';
import { Connection } from './connection.js';
import { readCredentials } from './credentials-file.js';
import type { Environment } from './environment.interface.js';

const NEEDED =
  'the http:// or https:// URL of an MLflow tracking server, such as http://127.0.0.1:5000 ' +
  '(`mlflow server` puts one in front of a database or a folder)';

/**
 * The server that the options or the environment name, if any.
 *
 * @throws InvalidMlflowOptionError for a URI that is none of a server.
 * @internal
 */
export function resolveConnection(
  options: MlflowOptions,
  { env, credentials }: Environment,
): Connection | undefined {
  const given = options.trackingUri || undefined;
  const uri = given ?? (env['MLFLOW_TRACKING_URI'] || undefined);
  if (uri === undefined) return undefined;
  const name = given === undefined ? 'MLFLOW_TRACKING_URI' : 'trackingUri';
  const url = parse(name, uri);
  const base = `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  return new Connection(base, authorizationOf(url, options, env, credentials));
}

function parse(name: string, uri: string): URL {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase();
  if (scheme !== 'http' && scheme !== 'https')
    throw new InvalidMlflowOptionError(
      name,
      // The rest may hold the password of a database.
      scheme === undefined ? 'no URL' : `of the scheme "${scheme}:"`,
      NEEDED,
    );
  if (!URL.canParse(uri))
    throw new InvalidMlflowOptionError(name, 'no valid URL', NEEDED);
  return new URL(uri);
}

function authorizationOf(
  url: URL,
  options: MlflowOptions,
  env: Environment['env'],
  credentials: Environment['credentials'],
): string | undefined {
  const stored = readCredentials(credentials() ?? '');
  const username =
    options.username ||
    decoded(url.username) ||
    env['MLFLOW_TRACKING_USERNAME'] ||
    stored.username;
  const password =
    options.password ||
    decoded(url.password) ||
    env['MLFLOW_TRACKING_PASSWORD'] ||
    stored.password;
  if (username && password)
    return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const token = options.token || env['MLFLOW_TRACKING_TOKEN'];
  if (!token) return undefined;
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new InvalidMlflowOptionError(
      options.token ? 'token' : 'MLFLOW_TRACKING_TOKEN',
      'nothing that fits into a header',
      'the token alone, without spaces and line breaks',
    );
  return `Bearer ${token}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
