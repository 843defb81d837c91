import { expect, it } from 'vitest';
import { formatFinding } from './finding.ts';
import { parseProgramFolder } from './parse-program-folder.ts';

const PROGRAM = `
program: bakery
currency: EUR
timezone: Europe/Vienna
wallets: { crumbs: { kind: redeemable } }
attributes: { favourite: text }
earn: []
sending: { topics: [offers] }
`;

const node = (way: string, more: string) =>
  `{ do: message, channel: email, template: hello, ${more} next: ${way} }`;

function findings(
  text: string,
  nodes: readonly string[] = [node('end', 'topic: offers, with: { street: Ring },')],
) {
  const journey = [
    'journey: greet',
    'program: bakery',
    'entry: { upon: { type: enrolled } }',
    'start: n0',
    'nodes:',
    ...nodes.map((written, index) => `  n${index}: ${written}`),
    '  end: { do: exit, reason: done }',
  ];
  const parsed = parseProgramFolder([
    { path: 'program.yaml', text: PROGRAM },
    { path: 'journeys/greet.yaml', text: journey.join('\n') },
    { path: 'templates/hello/subject.txt', text: 'Hello' },
    { path: 'templates/hello/html.liquid', text: '<p>Hello</p>' },
    { path: 'templates/hello/text.liquid', text },
  ]);
  return parsed.ok ? [] : parsed.findings.map(formatFinding);
}

it('reads what the message gives, what every template has, and what it assigns itself', () => {
  const text = `{{ street }} {{ member.favourite | default: "x" }} {{ member.balance.crumbs }} {{ member.purchases }}
    {% assign much = 5 %}{{ much }} {% for n in (1..3) %}{{ n }}{{ forloop.index }}{% endfor %} {{ unsubscribeUrl }}`;
  expect(findings(text)).toEqual([]);
});

it.each([
  ['Hi\n {{ stret }}', '2:5 no message gives this template a value "stret"; did you mean "street"?'],
  [
    '{% if membr.favourite %}x{% endif %}',
    '1:7 no message gives this template a value "membr"; did you mean "member"?',
  ],
  ['{{ member.favorite }}', '1:4 there is no attribute "favorite"; did you mean "favourite"?'],
  ['{{ member.balance.crums }}', '1:4 there is no wallet "crums"; did you mean "crumbs"?'],
])('names the place and the word that was meant: %s', (text, reason) => {
  expect(findings(text)).toEqual([`templates/hello/text.liquid:${reason}`]);
});

it('takes a value for known that one of several messages gives', () => {
  const second = node('end', 'topic: offers,');
  const first = node('n1', 'topic: offers, with: { street: Ring },');
  expect(findings('{{ street | default: "here" }}', [first, second])).toEqual([]);
});

it('has no unsubscribe link in what is not marketing', () => {
  expect(findings('{{ unsubscribeUrl }}', [node('end', 'class: transactional,')])).toEqual([
    'templates/hello/text.liquid:1:4 only marketing messages have unsubscribeUrl',
  ]);
});
