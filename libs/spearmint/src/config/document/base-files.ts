import { basename } from 'node:path';
import type { ConfigIssue } from '../config-issue.interface.js';
import { issueAt } from '../issue-at.js';
import { childLayer, refuseAt, type Layer } from '../matrix/layer.js';
import { loadFile } from '../source/load-file.js';
import { referredFile, type ReferringPool } from '../source/referred-file.js';
import { kindOf } from '../value/kinds.js';
import { rootLayer, type RootLayer } from './root-layer.js';

/** So many files may stand one over the other. */
const MAX_DEPTH = 16;
/** So many files may come together, by whatever ways. */
const MAX_LAYERS = 256;

/** @internal */
export interface BaseFileOptions extends ReferringPool {
  readonly maxFileBytes: number;
  readonly report: (issue: ConfigIssue) => void;
}

/**
 * The files that configs extend: each is read once for a pool, whoever extends it.
 *
 * @internal
 */
export class BaseFiles {
  private readonly roots = new Map<string, RootLayer | undefined>();

  constructor(private readonly options: BaseFileOptions) {}

  /**
   * The roots that a root stands over, and itself: the first is the lowest.
   * `undefined` after a report.
   */
  below(root: RootLayer): RootLayer[] | undefined {
    const layers: RootLayer[] = [];
    const { file } = root.document;
    return this.collect(root, file === undefined ? [] : [file], layers)
      ? layers
      : undefined;
  }

  private collect(
    root: RootLayer,
    chain: readonly string[],
    into: RootLayer[],
  ): boolean {
    const isSound = this.namesIn(root)?.every((name) =>
      this.follow(name, chain, into),
    );
    into.push(root);
    return isSound ?? false;
  }

  private follow(
    name: Layer,
    chain: readonly string[],
    into: RootLayer[],
  ): boolean {
    const refuse = (message: string, hint?: string): false => {
      refuseAt(name, message, hint, 'E_EXTENDS');
      return false;
    };
    const found = referredFile(
      name.value as string,
      name.document.file,
      this.options,
    );
    if ('problem' in found) return refuse(found.problem, found.hint);
    const way = [...chain, found.file];
    const shown = way.map((file) => basename(file)).join(' -> ');
    if (chain.includes(found.file)) return refuse(`extends itself: ${shown}`);
    if (chain.length >= MAX_DEPTH)
      return refuse(
        `has more than ${MAX_DEPTH} files one over the other: ${shown}`,
      );
    if (into.length >= MAX_LAYERS)
      return refuse(`brings together more than ${MAX_LAYERS} files`);
    const base = this.rootOf(found.file);
    return base !== undefined && this.collect(base, way, into);
  }

  /** What stands under `$extends`; `undefined` after a report. */
  private namesIn(root: RootLayer): Layer[] | undefined {
    if (!Object.hasOwn(root.value as object, '$extends')) return [];
    const layer = childLayer(root, '$extends');
    const names = Array.isArray(layer.value)
      ? layer.value.map((_, index) => childLayer(layer, index))
      : [layer];
    const odd = names.find(
      ({ value }) => typeof value !== 'string' || value === '',
    );
    return odd === undefined
      ? names
      : refuseAt(
          odd,
          `expects the path of a file, got ${odd.value === '' ? 'an empty one' : kindOf(odd.value)}`,
          undefined,
          'E_EXTENDS',
        );
  }

  private rootOf(file: string): RootLayer | undefined {
    if (!this.roots.has(file)) this.roots.set(file, this.read(file));
    return this.roots.get(file);
  }

  private read(file: string): RootLayer | undefined {
    let isSound = true;
    const report = (issue: ConfigIssue): void => {
      isSound = false;
      this.options.report(issue);
    };
    const { baseDir, maxFileBytes } = this.options;
    const [document, ...others] = loadFile(
      { path: file, realPath: undefined },
      {
        baseDir,
        maxFileBytes,
        maxConfigs: 1,
        report,
        claim: () => true,
      },
    );
    if (document === undefined) return undefined;
    if (others.length > 0 || Array.isArray(document.value)) {
      const message = 'holds several configs, and only one can be extended';
      report(issueAt(document, { code: 'E_EXTENDS', path: [], message }));
    }
    const root = rootLayer(document, report);
    return isSound ? root : undefined;
  }
}
