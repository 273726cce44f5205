import type { MarkdownRenderer } from 'vitepress';

/** Shows the `file=` or `source=` of a code block above it, and what a block of output is. */
export function fenceTitles(markdown: MarkdownRenderer): void {
  const { fence } = markdown.renderer.rules;
  if (fence === undefined) return;
  markdown.renderer.rules.fence = (tokens, index, ...rest) => {
    const title = titleOf(tokens[index].info);
    // Digits in a path would pass for numbers of lines to highlight.
    tokens[index].info = tokens[index].info.replace(/ (?:file|source)=\S+/, '');
    const block = fence(tokens, index, ...rest);
    return title === undefined
      ? block
      : `<div class="titled-code"><div class="code-title">${markdown.utils.escapeHtml(title)}</div>${block}</div>`;
  };
}

function titleOf(info: string): string | undefined {
  if (/^text output\b/.test(info)) return 'output';
  const source = /\bsource=(\S+)/.exec(info)?.[1];
  return source?.split('/').at(-1) ?? /\bfile=(\S+)/.exec(info)?.[1];
}
