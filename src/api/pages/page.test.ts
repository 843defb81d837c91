import { expect, it } from 'vitest';
import { html, page } from './page.ts';

it('never lets text become markup', () => {
  const text = page({ title: '<b>"x"</b>', content: html`<p>${"<script>alert('1')</script>"}</p>` });
  expect(text).not.toContain('<script>');
  expect(text).toContain('&lt;b&gt;&quot;x&quot;&lt;/b&gt;');
  expect(text).toContain('<p>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;</p>');
});
