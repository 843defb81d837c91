import { fileURLToPath } from 'node:url';
import { readProgramFolder } from '../adapters/source-files.ts';
import type { IncomingEvent } from '../domain/event/incoming-event.ts';
import type { GivenConsent } from '../domain/member/enrol.ts';
import type { Program } from '../domain/program/program.ts';
import { startOfDay } from '../domain/values/calendar.ts';
import type { Clock } from '../domain/values/instant.ts';
import type { Result } from '../domain/values/result.ts';
import { formatFinding } from '../schemas/files/finding.ts';
import { parseProgramFolder } from '../schemas/files/parse-program-folder.ts';
import type { ProgramFolder } from '../schemas/files/program-folder.ts';
import type { Context } from '../services/context.ts';
import { recordEvents } from '../services/event/record-events.ts';
import { enrolMembers } from '../services/member/enrol-members.ts';
import { applyProgram } from '../services/program/apply-program.ts';
import { DEMO_ACTOR, demoState } from './demo-state.ts';
import { generateMember, type DemoMember, type DemoSetting } from './generate-member.ts';
import { requireLocalSink } from './mail-guard.ts';

export interface SeedDemo extends Pick<Context, 'db' | 'definitions'> {
  readonly clock: Clock;
  readonly smtpUrl: string;
  readonly seed?: string;
  readonly members?: number;
  readonly onProgress?: (done: { readonly members: number; readonly of: number }) => void;
}

export type SeededDemo =
  | { readonly kind: 'seeded'; readonly members: number; readonly events: number }
  | { readonly kind: 'not_empty' };

const FOLDER = new URL('../../examples/corner-coffee/', import.meta.url);
const SEED = 'corner-coffee';
const MEMBERS = 1_000;
const MEMBERS_PER_BATCH = 40;
/** Batches posted at the same time; no member is in two of them. */
const LANES = 2;
const SOURCE = 'demo';

/**
 * Fills an empty database with the demo: the program, its members with their purchases up to yesterday, and only then
 * the journeys, so that nothing is decided for the past and everybody is looked at once, at the present. The same for
 * the same seed on the same day. An interrupted seeding is finished; a database that holds anything else is left alone.
 * Throws `DemoMailRefused` when mail would leave this machine.
 */
export async function seedDemo(input: SeedDemo): Promise<SeededDemo> {
  const { db, definitions, clock, smtpUrl, seed = SEED, members: count = MEMBERS, onProgress } = input;
  requireLocalSink(smtpUrl);
  const state = await demoState(db);
  if (state.kind === 'demo' || state.kind === 'other') return { kind: 'not_empty' };
  const folder = await readDemoFolder();
  const ctx = (): Context => ({ db, definitions, now: clock.now(), actor: DEMO_ACTOR });
  const since = state.kind === 'unfinished' ? state.since : ctx().now;
  required(await applyProgram({ ...ctx(), now: since }, { ...folder, journeys: [], templates: [] }));

  const program = folder.program.definition;
  const { currency, zone } = program;
  const setting = { seed, currency, zone, end: startOfDay(since, zone) };
  let events = 0;
  for (let done = 0; done < count; done += MEMBERS_PER_BATCH) {
    const last = Math.min(count, done + MEMBERS_PER_BATCH);
    events += await recordBatch(ctx, program, setting, { first: done + 1, last });
    onProgress?.({ members: last, of: count });
  }
  required(await applyProgram(ctx(), folder));
  return { kind: 'seeded', members: count, events };
}

async function readDemoFolder(): Promise<ProgramFolder> {
  const parsed = parseProgramFolder(await readProgramFolder(fileURLToPath(FOLDER)));
  if (parsed.ok) return parsed.value;
  throw new Error(parsed.findings.map(formatFinding).join('\n'));
}

async function recordBatch(
  ctx: () => Context,
  program: Program,
  setting: DemoSetting,
  { first, last }: { readonly first: number; readonly last: number },
): Promise<number> {
  const members = Array.from({ length: last - first + 1 }, (_, index) =>
    generateMember(setting, first + index),
  );
  const enrolled = await enrolMembers(ctx(), program.id, members.map(enrolment), { history: true });
  for (const item of enrolled) if (item.status === 'refused') throw new Error(item.refusal.detail);
  const lanes = Array.from({ length: LANES }, (_, lane) =>
    members.filter((__, index) => index % LANES === lane).flatMap(purchases),
  );
  await Promise.all(lanes.map((events) => recordLane(ctx(), program, events)));
  return lanes.reduce((sum, events) => sum + events.length, 0);
}

async function recordLane(ctx: Context, program: Program, events: readonly IncomingEvent[]): Promise<void> {
  const items = await recordEvents(ctx, program.id, events);
  for (const item of items) if (item.status === 'refused') throw new Error(item.refusal.detail);
}

function enrolment({ externalId, email, locale, enrolledAt, attributes, wantsOffers }: DemoMember) {
  const topics = wantsOffers ? ['service', 'offers'] : ['service'];
  const consents = topics.map((topic): GivenConsent => ({
    topic,
    channel: 'email',
    basis: 'checkbox',
    textVersion: '1',
  }));
  return { externalId, email, locale, enrolledAt, attributes, consents };
}

function purchases(member: DemoMember): readonly IncomingEvent[] {
  return member.purchases.map(({ externalId, at, data }) => ({
    externalId,
    source: SOURCE,
    type: 'purchase',
    member: { externalId: member.externalId },
    occurredAt: at,
    data,
    history: true,
  }));
}

function required<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.refusal.code}: ${result.refusal.detail}`);
}
