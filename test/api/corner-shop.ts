import type { ProgramFolder, JourneyDraft } from '../../src/schemas/files/program-folder.ts';
import { UTC } from '../../src/domain/values/calendar.ts';
import type { Program } from '../../src/domain/program/program.ts';

const program: Program = {
  id: 'corner-shop',
  currency: 'EUR',
  zone: UTC,
  wallets: {
    beans: { kind: 'redeemable', pendingFor: null, expiry: { kind: 'none' } },
    status: { kind: 'qualifying', pendingFor: null, expiry: { kind: 'everyYear', monthDay: '12-31' } },
  },
  attributes: { favouriteStore: 'text', newsletter: 'flag' },
  topics: ['offers'],
  earn: [
    {
      id: 'base',
      upon: { type: 'purchase', where: [] },
      who: null,
      award: [{ kind: 'perAmount', wallet: 'beans', points: 1, minor: 100, basis: 'net', rounding: 'down' }],
    },
  ],
};

function journey(id: string, by: JourneyDraft['entry']['by']): JourneyDraft {
  return {
    id,
    entry: { by, who: null, reentry: { kind: 'always' }, audienceAtLaunch: 'future' },
    exits: [],
    topic: null,
    start: 'done',
    nodes: { done: { kind: 'exit', reason: 'finished', outcome: 'neutral' } },
  };
}

/** A program small enough to be read beside the tests: one point per euro; one journey by request, one by event. */
export const cornerShop: ProgramFolder = {
  program: { definition: program, source: '' },
  journeys: [
    { definition: journey('apology', { kind: 'api' }), source: '' },
    { definition: journey('welcome', { kind: 'upon', type: 'enrolled', where: [] }), source: '' },
  ],
  templates: [],
};
