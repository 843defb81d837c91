import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { MessageNode } from '../../domain/journey/journey.ts';
import { parseProgramFolder } from '../../schemas/files/parse-program-folder.ts';
import { readProgramFolder } from '../source-files.ts';
import { renderTemplate } from './render-template.ts';

const CORNER_COFFEE = fileURLToPath(new URL('../../../examples/corner-coffee', import.meta.url));

const folder = parseProgramFolder(await readProgramFolder(CORNER_COFFEE));
if (!folder.ok) throw new Error('the example has findings');
const { journeys, templates } = folder.value;

const messages = journeys
  .flatMap(({ definition }) => Object.values(definition.nodes))
  .filter((node): node is MessageNode => node.kind === 'message');

it('has a message for every template', () => {
  const named = new Set(messages.map(({ template }) => template));
  expect([...named].toSorted()).toEqual(templates.map(({ id }) => id));
});

describe.each(messages)('the mail of template $template', (message) => {
  const template = templates.find(({ id }) => id === message.template) ?? { subject: '', html: '', text: '' };
  const isMarketing = message.class === 'marketing';
  const unsubscribeUrl = 'https://example.com/u/abc';
  const rendered = (value: string | number) => {
    const values = Object.fromEntries(Object.keys(message.with).map((name) => [name, value]));
    return renderTemplate(template, { ...values, ...(isMarketing && { unsubscribeUrl }) });
  };

  it.each([0, 250])('needs nothing but what its node gives it, with %s beans', (beans) => {
    expect(rendered(beans)).toMatchObject({ ok: true });
  });

  it('shows the way out of marketing in both forms', () => {
    const mail = rendered(5);
    const shown =
      mail.ok && mail.value.html.includes(unsubscribeUrl) && mail.value.text.includes(unsubscribeUrl);
    expect(shown).toBe(isMarketing);
  });

  it('loads nothing from elsewhere', () => {
    expect(template.html).not.toMatch(/<(img|link|script|iframe)\b|url\(|@import/i);
  });
});
