import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { html, page, PAGE_HEADERS } from './page.ts';

it('never lets text become markup', () => {
  const text = page({ title: '<b>"x"</b>', content: html`<p>${"<script>alert('1')</script>"}</p>` });
  expect(text).not.toContain('<script>');
  expect(text).toContain('&lt;b&gt;&quot;x&quot;&lt;/b&gt;');
  expect(text).toContain('<p>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;</p>');
});

it('shows its style under its own policy', () => {
  const style = /<style>([^]*)<\/style>/.exec(page({ title: 'x', content: html`<p></p>` }))?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(style).toContain('font');
  expect(PAGE_HEADERS['Content-Security-Policy']).toContain(`'sha256-${hash}'`);
});
