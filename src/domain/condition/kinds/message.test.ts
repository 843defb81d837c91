import { describe, expect, it } from 'vitest';
import type { NewEvent } from '../../event/member-event.ts';
import { happened } from '../../lifecycle/log.fixture.ts';
import { deriveUuid } from '../../values/identity.ts';
import type { Uuid } from '../../values/identity.ts';
import { duration } from '../../values/instant.fixture.ts';
import type { Condition } from '../condition.ts';
import { fails, holds, run, verdictOn } from '../moment.fixture.ts';

describe('message', () => {
  const clicked: Condition = {
    kind: 'message',
    of: { node: 'mail' },
    state: 'clicked',
    within: null,
    link: null,
  };
  const mine = deriveUuid('run');
  it('sees the messages of its own run only', () => {
    expect(verdictOn(clicked, [click(mine)], '2026-01-05', { run: run() })).toEqual(holds());
    expect(verdictOn(clicked, [click(deriveUuid('other'))], '2026-01-05', { run: run() })).toEqual(fails());
    expect(verdictOn(clicked, [click(mine)], '2026-01-05')).toEqual(fails());
  });

  it('sees messages of a template from anywhere, as long as `within` looks back', () => {
    const recently: Condition = { ...clicked, of: { template: 'winback' }, within: duration('P7D') };
    expect(verdictOn(recently, [click(mine)], '2026-01-06')).toEqual(holds('2026-01-12'));
    expect(verdictOn(recently, [click(mine)], '2026-01-12')).toEqual(fails());
  });

  it('tells links apart', () => {
    const unsubscribed: Condition = { ...clicked, link: 'https://shop.example/terms' };
    expect(verdictOn(unsubscribed, [click(mine)], '2026-01-05', { run: run() })).toEqual(fails());
  });
});

function click(runId: Uuid): NewEvent {
  const link = 'https://shop.example/offer';
  return happened('message_clicked', '2026-01-05', { run: runId, node: 'mail', template: 'winback', link });
}
