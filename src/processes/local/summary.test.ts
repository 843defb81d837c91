import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readLocalSettings } from './settings.ts';
import { summary } from './summary.ts';

const PROJECT = path.resolve(import.meta.dirname, '../../..');

it('shows the lines that the README has one try, with the addresses and the key of this installation', () => {
  const readme = readFileSync(path.join(PROJECT, 'README.md'), 'utf8');
  const text = summary(readLocalSettings({}), {
    file: path.resolve('.perennial/api-key'),
    program: 'corner-coffee',
  });
  const lines = text.split('Try it:\n')[1]?.split('\n\n')[0]?.replaceAll(/^ {2}/gm, '');
  expect(lines).toContain('curl');
  expect(readme).toContain(`\n${lines}\n`);
});

it('names nobody of the demo where the key is for another program, and no mailbox where mail leaves', () => {
  const settings = readLocalSettings({ SMTP_URL: 'smtp://mail.example.com', API_PORT: '3100' });
  const text = summary(settings, { file: '/srv/api-key', program: 'bakery' });
  expect(text).toContain('/srv/api-key (bakery)');
  expect(text).toContain('curl -s http://localhost:3100/readyz');
  expect(text).not.toMatch(/demo-|Mailbox/);
});
