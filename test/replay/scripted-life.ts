import type { ImportActivities, ImportStanding } from '../../src/activities/import-activities.ts';
import type { MemberActivities } from '../../src/activities/member-activities.ts';
import type { ScheduleActivities } from '../../src/activities/schedule-activities.ts';
import type { SendingActivities } from '../../src/activities/sending-activities.ts';
import { deriveUuid } from '../../src/domain/values/identity.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { instantOf } from '../../src/domain/values/instant.ts';
import type { Conducted, Standpoint } from '../../src/services/lifecycle/conducted.ts';

/** What the database answers, in order; an error is an activity that fails. The last answer is repeated. */
export type Answers = readonly (Conducted | Error)[];

/** Without a stack: it would name the machine it was recorded on. */
function failure(message: string): Error {
  return Object.assign(new Error(message), { stack: '' });
}

const NOW = at('2027-01-01');
const EPOCH = deriveUuid('epoch', '1');
const MESSAGE = deriveUuid('message');
const MEMBER = deriveUuid('member');

function conducted(standpoint: Partial<Standpoint>, epoch: string = EPOCH): Conducted {
  return {
    version: 1,
    status: 'conducted',
    epoch,
    programId: 'corner-coffee',
    at: NOW,
    nextWakeAt: null,
    effects: [],
    runs: [],
    upcoming: [],
    ...standpoint,
  };
}

const run = { journey: 'winback', journeyVersion: 1, node: 'offer', since: NOW };
const soon = instantOf(NOW + 50);
const waiting = conducted({
  nextWakeAt: soon,
  runs: [run],
  upcoming: [{ at: soon, what: '`winback` moves on from `offer`' }],
});
const sending = conducted({
  effects: [{ kind: 'message', id: MESSAGE, summary: 'winback / offer: email' }],
  runs: [run],
});
const unknown: Conducted = { version: 1, status: 'unknown', epoch: EPOCH };

/** The life whose history becomes so long that it is continued as a new run. */
export const NUDGED_ON_AND_ON = 'nudged-on-and-on';

/** Lives of the member workflow that go through every step of its code; each ends, so that its history is complete. */
export const MEMBER_LIVES: Readonly<Record<string, Answers>> = {
  'a-timer-and-a-message': [waiting, sending, waiting, unknown],
  'no-answer': [failure('the database is away'), waiting, unknown],
  'a-message-that-failed': [sending, waiting, unknown],
  'another-copy-of-the-database': [
    waiting,
    conducted({ nextWakeAt: soon }, deriveUuid('epoch', '2')),
    unknown,
  ],
  'nobody-known': [unknown],
  [NUDGED_ON_AND_ON]: [...Array.from({ length: 40 }, () => conducted({})), unknown],
};

function importStanding(standing: Partial<ImportStanding>): ImportStanding {
  return {
    version: 1,
    status: 'running',
    phase: 'recording',
    bytes: 800,
    bytesRead: 800,
    linesRead: 90,
    skipped: 1,
    rejected: 2,
    events: 87,
    recorded: 40,
    duplicates: 0,
    enrolled: 7,
    failureCode: null,
    ...standing,
  };
}

/** Imports whose histories go through every step of their workflow's code. */
export const IMPORTS: Readonly<Record<string, readonly (ImportStanding | null)[]>> = {
  'an-import': [importStanding({ phase: 'reading' }), importStanding({}), importStanding({ status: 'done' })],
  'an-import-that-failed': [
    importStanding({ phase: 'reading' }),
    importStanding({ status: 'failed', failureCode: 'unreadable_file' }),
  ],
  'an-import-that-nobody-knows': [null],
  'a-long-import': [
    ...Array.from({ length: 40 }, () => importStanding({})),
    importStanding({ status: 'done' }),
  ],
};

export type ScriptedActivities = MemberActivities & SendingActivities & ScheduleActivities & ImportActivities;

/** Activities that answer by the script; the first delivery fails where the life says so. */
export function scriptedActivities(life: string, answers: Answers): ScriptedActivities {
  const left = [...answers];
  const standings = [...(IMPORTS[life] ?? [])];
  let failsNext = life === 'a-message-that-failed';
  let batches = 0;
  return {
    conductMember: () => {
      const answer = left.length > 1 ? left.shift() : left[0];
      if (answer === undefined || answer instanceof Error)
        return Promise.reject(answer ?? new Error('no answer'));
      return Promise.resolve(answer);
    },
    deliverMessage: () => {
      const fails = failsNext;
      failsNext = false;
      return fails ? Promise.reject(failure('the mail server is away')) : Promise.resolve();
    },
    conductImport: () => Promise.resolve(standings.shift() ?? null),
    nudgeUnattended: () => Promise.resolve(3),
    expireDuePoints: () => {
      batches += 1;
      return Promise.resolve({ failures: [], next: batches < 3 ? { at: NOW, memberId: MEMBER } : null });
    },
    forgetOldAnswers: () => Promise.resolve(12),
  };
}
