import { createHash } from 'node:crypto';

const STYLE = `
  :root { color-scheme: light dark; --ink: #22201d; --soft: #6b655c; --paper: #faf7f2; --card: #fff; --line: #e5ded3; --accent: #7a4a21; }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #efeae2; --soft: #a89f92; --paper: #1b1917; --card: #262320; --line: #3b3630; --accent: #d9a066; }
  }
  * { box-sizing: border-box; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem;
         background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; }
  main { width: 100%; max-width: 34rem; background: var(--card); border: 1px solid var(--line);
         border-radius: 1rem; padding: 2rem 2.25rem; }
  h1 { margin: 0 0 .75rem; font-size: 1.4rem; line-height: 1.3; }
  p { margin: 0 0 1rem; }
  p:last-child { margin-bottom: 0; }
  a { color: var(--accent); }
  code { font: .9em ui-monospace, monospace; background: var(--paper); padding: .1em .35em; border-radius: .3em; }
  .soft { color: var(--soft); font-size: .9rem; }
  button { font: inherit; font-weight: 600; color: var(--card); background: var(--accent); border: 0;
           border-radius: .6rem; padding: .7rem 1.4rem; cursor: pointer; }
  button:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** What a page may do: show itself with its own style, and send a form back to where it came from. */
export const PAGE_HEADERS = {
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
} as const;

/** HTML that is safe to put into a page. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A template in which everything that is not `Html` itself is escaped. */
export function html(parts: TemplateStringsArray, ...values: readonly (Html | string)[]): Html {
  return new Html(
    parts.reduce((text, part, index) => {
      const value = values[index - 1] ?? '';
      return text + (value instanceof Html ? value.text : escapeHtml(value)) + part;
    }),
  );
}

/** Whole, because the policy's hash is of every character between the tags. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

/** A small page without script that loads nothing. */
export function page({ title, content }: { readonly title: string; readonly content: Html }): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html> `.text;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
