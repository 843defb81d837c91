import { expect, it } from 'vitest';
import { renderTemplate, type TemplateSource } from './render-template.ts';

const template = (parts: Partial<TemplateSource>): TemplateSource => ({
  subject: 'Hello',
  html: '<p>Hello</p>',
  text: 'Hello',
  ...parts,
});

it('escapes values in HTML, and only there', () => {
  const rendered = renderTemplate(
    template({ html: '<p>{{ member.name }}</p>', text: '{{ member.name }}', subject: '{{ member.name }}' }),
    { member: { name: '<b>Ada & Co</b>' } },
  );
  expect(rendered).toEqual({
    ok: true,
    value: {
      subject: '<b>Ada & Co</b>',
      html: '<p>&lt;b&gt;Ada &amp; Co&lt;/b&gt;</p>',
      text: '<b>Ada & Co</b>',
    },
  });
});

it.each([
  '{{ member.name }}',
  '{% if member.name == "x" %}y{% endif %}',
  '{% for a in b %}{{ c }}{% endfor %}',
])('says that a value is missing: %s', (text) => {
  const rendered = renderTemplate(template({ text }), { member: {}, b: [1] });
  expect(rendered).toMatchObject({ ok: false, reason: 'missing_value' });
});

it('lets a template provide for a missing value', () => {
  const rendered = renderTemplate(template({ text: '{{ name | default: "friend" }}' }), { name: null });
  expect(rendered).toMatchObject({ ok: true, value: { text: 'friend' } });
});

it.each(['{{ member.name', '{% if %}', '{{ 1 | unknown_filter }}', '{% include "/etc/passwd" %}'])(
  'calls a template broken that cannot be rendered: %s',
  (html) => {
    expect(renderTemplate(template({ html }), {})).toMatchObject({ ok: false, reason: 'template_broken' });
  },
);

it('stops a template that would not end', () => {
  const html = '{% for a in (1..100000) %}{% for b in (1..100000) %}x{% endfor %}{% endfor %}';
  expect(renderTemplate(template({ html }), {})).toMatchObject({ ok: false, reason: 'template_broken' });
});

it('never lets a value break the subject into a second header', () => {
  const rendered = renderTemplate(template({ subject: '{{ name }}' }), {
    name: 'Ada\r\nBcc: eve@example.com',
  });
  expect(rendered).toMatchObject({ ok: true, value: { subject: 'Ada Bcc: eve@example.com' } });
});
