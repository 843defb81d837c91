import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatFinding } from './finding.ts';
import { parseProgramFolder } from './parse-program-folder.ts';
import type { SourceFile } from './program-folder.ts';

const EXAMPLE = new URL('../../../examples/corner-coffee/', import.meta.url);

const PATHS = [
  'program.yaml',
  'journeys/winback.yaml',
  ...['winback-offer', 'winback-last'].flatMap((id) =>
    ['subject.txt', 'html.liquid', 'text.liquid'].map((part) => `templates/${id}/${part}`),
  ),
];

const example: readonly SourceFile[] = PATHS.map((path) => ({
  path,
  text: readFileSync(new URL(path, EXAMPLE), 'utf8'),
}));

/** The findings of the example with a text in one of its files replaced by another. */
function findings(path: string, before: string, after: string): readonly string[] {
  const files = example.map((file) => {
    if (file.path !== path) return file;
    expect(file.text).toContain(before);
    return { path, text: file.text.replace(before, after) };
  });
  const parsed = parseProgramFolder(files);
  return parsed.ok ? [] : parsed.findings.map(formatFinding);
}

const inProgram = (before: string, after: string) => findings('program.yaml', before, after);
const inJourney = (before: string, after: string) => findings('journeys/winback.yaml', before, after);

it('reads the example without a finding', () => {
  expect(inProgram('EUR', 'EUR')).toEqual([]);
});

describe('a finding names file, line, column, path, reason and the nearest valid word', () => {
  it('of a misspelt name', () => {
    expect(inProgram('currency:', 'curency:')).toEqual([
      'program.yaml:3:1 currency: is missing',
      'program.yaml:4:1 curency: unknown word "curency"; did you mean "currency"?',
    ]);
  });

  it('of a misspelt value', () => {
    expect(inProgram('kind: redeemable', 'kind: redemable')).toEqual([
      'program.yaml:7:18 wallets.beans.kind: "redemable" is not one of redeemable, qualifying, cash; did you mean "redeemable"?',
    ]);
  });

  it('of a way to a node that is not there', () => {
    expect(inJourney('next: last }', 'next: lats }')).toEqual([
      'journeys/winback.yaml:28:93 nodes.remind.next: there is no node "lats"; did you mean "last"?',
      'journeys/winback.yaml:30:5 nodes.last: no way leads here',
      'journeys/winback.yaml:35:9 nodes.done: no way leads here',
    ]);
  });

  it('of a condition deep inside', () => {
    expect(inJourney('topic: offers, channel: email } }', 'topic: offer, channel: emial } }')).toEqual([
      'journeys/winback.yaml:6:44 entry.who.consent.channel: "emial" is not one of email, sms, push, in_app, webhook; did you mean "email"?',
    ]);
  });

  it('of a value that stands where a comparison belongs', () => {
    expect(inProgram('{ category: { is: beans } }', '{ category: beans }')).toEqual([
      'program.yaml:20:69 earn[1].upon.where["lines[*]"].any.category: must be a comparison, such as { is: beans }',
    ]);
    expect(
      inJourney('upon: { type: purchase }', 'upon: { type: purchase, where: { store: mitte } }'),
    ).toEqual([
      'journeys/winback.yaml:10:47 exit[0].upon.where.store: must be a comparison, such as { is: mitte }',
    ]);
  });

  it('of a limit of adjustments that is no number of points', () => {
    expect(
      inProgram('timezone: Europe/Berlin', 'timezone: Europe/Berlin\nadjustments: { limit: -1 }'),
    ).toEqual(['program.yaml:6:23 adjustments.limit: must be at least 0']);
  });

  it('of a topic, a wallet, an attribute and a template that the program lacks', () => {
    expect(inJourney('sending: { topic: offers }', 'sending: { topic: offer }')).toEqual([
      'journeys/winback.yaml:11:19 sending.topic: there is no topic "offer"; did you mean "offers"?',
    ]);
    expect(inProgram('award:\n      - { wallet: beans', 'award:\n      - { wallet: bean')).toEqual([
      'program.yaml:17:19 earn[0].award[0].wallet: there is no wallet "bean"; did you mean "beans"?',
    ]);
    expect(inJourney('ref: member.favouriteStore', 'ref: member.favoriteStore')).toEqual([
      'journeys/winback.yaml:19:21 nodes.offer.with.store.ref: there is no attribute "favoriteStore"; did you mean "favouriteStore"?',
    ]);
    expect(inJourney('template: winback-last', 'template: winback-lst')).toEqual([
      'journeys/winback.yaml:32:15 nodes.last.template: there is no template "winback-lst"; did you mean "winback-last"?',
    ]);
  });
});

it('answers all findings of all files at once, in the order of the lines', () => {
  const broken = example.map(({ path, text }) => ({
    path,
    text: text.replace('currency: EUR', 'currency: Euro').replace('P45D', '45 days').replace('P5D', '-P5D'),
  }));
  const parsed = parseProgramFolder(broken);
  expect(parsed.ok ? [] : parsed.findings.map(({ file, path }) => `${file} ${path}`)).toEqual([
    'journeys/winback.yaml entry.when.age.atLeast',
    'journeys/winback.yaml nodes.listen.after',
    'program.yaml currency',
  ]);
});

const refused = (word: string) => expect.stringContaining(`"${word}" is known, but not supported yet`);

describe('words that the language knows and this version does not', () => {
  it.each([
    ['tiers', 'sending:', 'tiers: {}\nsending:'],
    ['segments', 'sending:', 'segments: {}\nsending:'],
    ['recompute', 'id: base', 'id: base\n    onReturn: recompute'],
    ['multiply', 'wallet: beans, amount: 10', 'wallet: beans, multiply: 2'],
    ['quietHours', 'topics:', 'quietHours: {}\n  topics:'],
  ])('are refused by name in programs: %s', (word, before, after) => {
    expect(inProgram(before, after)).toContainEqual(refused(word));
  });

  it.each([
    ['goal', 'start: offer', 'goal: {}\nstart: offer'],
    ['holdout', 'start: offer', 'holdout: { percent: 10 }\nstart: offer'],
    ['whileOpen', 'audienceAtLaunch: both', 'whileOpen: update'],
    ['fallback', 'template: winback-last', 'fallback: [sms]\n    template: winback-last'],
    ['sms', 'channel: email\n    template: winback-last', 'channel: sms\n    template: winback-last'],
    ['webhook', '{ do: exit, reason: finished }', '{ do: webhook, url: x }'],
    ['tier', '{ age: { of: purchase, atLeast: P45D, never: fails } }', '{ tier: { is: gold } }'],
    ['rewards', 'ref: member.balance.beans', 'ref: rewards.affordable'],
  ])('are refused by name in journeys: %s', (word, before, after) => {
    expect(inJourney(before, after)).toContainEqual(refused(word));
  });
});

describe('text fields', () => {
  it('refuse numbers and say how to quote them', () => {
    expect(inProgram('everyYear: "12-31"', 'everyYear: 1231')).toEqual([
      'program.yaml:8:76 wallets.status.expiry.everyYear: must be text; quote it: "1231"',
    ]);
    expect(inJourney('reason: finished', 'reason: 0012')).toEqual([
      'journeys/winback.yaml:35:29 nodes.done.reason: must be text; quote it: "0012"',
    ]);
  });
});

describe('a journey', () => {
  it('has no circle in which a run would never stand', () => {
    const circle = `{ do: split, branches: [{ when: { reachable: { channel: email } }, go: turn }], else: last }
  turn: { do: emit_event, type: turned, next: remind }`;
    const before = '{ do: delay, until: { time: "10:00", weekdays: [mon, tue, wed, thu, fri] }, next: last }';
    expect(inJourney(before, circle)).toEqual([
      'journeys/winback.yaml:28:11 nodes.remind: goes round without a delay or wait that takes time: remind → turn → remind',
    ]);
  });

  it('knows neither run nor nodes in its entry', () => {
    const before = '{ age: { of: purchase, atLeast: P45D, never: fails } }';
    expect(inJourney(before, '{ value: { ref: run.data.total, above: 5 } }')).toEqual([
      'journeys/winback.yaml:5:25 entry.when.value.ref: run is only known inside a run',
    ]);
    expect(inJourney(before, '{ message: { node: offer, state: sent } }')).toEqual([
      'journeys/winback.yaml:5:28 entry.when.message.node: a node is only known inside a run; name a template',
    ]);
  });

  it('belongs to the program of its folder', () => {
    expect(inJourney('program: corner-coffee', 'program: corner-shop')).toEqual([
      'journeys/winback.yaml:3:10 program: belongs to "corner-shop", and this is the folder of "corner-coffee"',
    ]);
  });

  it('needs a topic for marketing', () => {
    expect(inJourney('sending: { topic: offers }\n', '')).toHaveLength(2);
  });

  it.each([
    ['an entry of two kinds', 'entry:\n', 'entry:\n  api: true\n'],
    [
      'a comparison of nothing',
      '{ age: { of: purchase, atLeast: P45D, never: fails } }',
      '{ balance: { wallet: beans } }',
    ],
    ['a condition of two kinds', 'who: {', 'who: { reachable: { channel: email },'],
    ['a delay of nothing', 'for: P7D, ', ''],
    ['an impossible time', '"10:00"', '"25:00"'],
    [
      'a value inside a list without any or sum',
      'upon: { type: purchase }',
      'upon: { type: purchase, where: { "lines[*].sku": { is: x } } }',
    ],
  ])('is refused with %s', (_, before, after) => {
    expect(inJourney(before, after)).toHaveLength(1);
  });
});

describe('a folder', () => {
  it('needs a program', () => {
    expect(parseProgramFolder([])).toMatchObject({ ok: false, findings: [{ reason: 'is missing' }] });
  });

  it('has each journey once', () => {
    const [, journey] = example;
    const again = { path: 'journeys/again.yaml', text: journey?.text ?? '' };
    const parsed = parseProgramFolder([...example, again]);
    expect(parsed.ok ? [] : parsed.findings.map(formatFinding)).toEqual([
      'journeys/again.yaml:2:10 journey: "winback" is the journey of journeys/winback.yaml already',
    ]);
  });

  it('has templates with all their parts, in Liquid that can be rendered', () => {
    const without = example.filter(({ path }) => path !== 'templates/winback-last/text.liquid');
    expect(parseProgramFolder(without)).toMatchObject({
      ok: false,
      findings: [{ file: 'templates/winback-last/text.liquid' }],
    });
    expect(findings('templates/winback-last/html.liquid', '{% else %}', '{% esle %}')).toEqual([
      'templates/winback-last/html.liquid:41:109 tag "esle" not found',
    ]);
  });
});
