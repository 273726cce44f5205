import type { YAMLException } from 'js-yaml';
import type { ConfigIssue } from '../config-issue.interface.js';
import { isSecretName } from '../secrets.js';
import { findUnclosed } from './find-unclosed.js';
import { positionAt } from './positions.js';
import { hintForYaml } from './yaml-hints.js';
import { yamlPositions } from './yaml-positions.js';

/**
 * A YAML problem in the words of the parser, at the place that must change. The
 * parser's own message is never used: it quotes the lines around, with their secrets.
 *
 * @internal
 */
export function explainYaml(
  error: YAMLException,
  text: string,
): Omit<ConfigIssue, 'origin'> {
  const offset = error.mark?.position ?? 0;
  const duplicate = error.reason.includes('duplicated mapping key')
    ? findDuplicate(text)
    : undefined;
  if (duplicate) {
    const first = positionAt(text, duplicate.first);
    const message = `duplicated mapping key ${duplicate.key}, first on line ${first.line}`;
    return {
      code: 'E_YAML',
      path: '',
      message,
      ...positionAt(text, duplicate.second),
    };
  }
  const opening = findOpening(error.reason, text, offset);
  if (opening !== undefined) {
    const message = `the ${text[opening]} that opens here is never closed`;
    return { code: 'E_YAML', path: '', message, ...positionAt(text, opening) };
  }
  const line = lineAt(text, offset);
  return {
    code: 'E_YAML',
    path: '',
    message: safeReason(error.reason, line),
    hint: hintForYaml(error.reason, line),
    ...positionAt(text, offset),
  };
}

const OPENED_EARLIER = /within a|missed comma|deficient indentation/;

function findOpening(
  reason: string,
  text: string,
  offset: number,
): number | undefined {
  const opening = OPENED_EARLIER.test(reason) ? findUnclosed(text) : undefined;
  return opening !== undefined && opening < offset ? opening : undefined;
}

function findDuplicate(text: string) {
  return yamlPositions(text).duplicates.find(({ key }) => key !== '<<');
}

/** The name of an alias or a tag may be a password that begins with `*` or `!`. */
function safeReason(reason: string, line: string): string {
  if (reason.includes('complex keys'))
    return 'a key must be a text or a number that fits';
  if (!isSecretName(line.replace(/:\s.*$/, ''))) return reason;
  return reason.replace(/".*"|!<.*>|: .*$/, '[redacted]');
}

function lineAt(text: string, offset: number): string {
  const start =
    Math.max(
      text.lastIndexOf('\n', offset - 1),
      text.lastIndexOf('\r', offset - 1),
    ) + 1;
  return /^.*/.exec(text.slice(start))?.[0] ?? '';
}
