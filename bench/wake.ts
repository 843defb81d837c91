import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { openTemporalClient } from '../src/temporal/connect.ts';
import { createNudgeMember } from '../src/temporal/nudge-member.ts';
import { memberWorkflowId } from '../src/workflows/member-contract.ts';
import type { WholeSystem } from '../test/support/whole-system.ts';
import type { Bench } from './bench.ts';
import { PROGRAM } from './coffee-shop.ts';
import { cpuMsOfTree, ownCpuMs } from './cpu-time.ts';
import { becomeIdle } from './idle.ts';
import { latencyOf } from './latency.ts';
import { startMeasuring, type CpuClocks } from './measure.ts';
import type { PartResult } from './part.ts';

const ALONE = 200;
const BETWEEN_WAKES_MS = 100;
const NUDGES_AT_ONCE = 32;

/**
 * From a nudge to the finished `conductMember`, by real workflows in the real worker process: one after the other in an
 * idle system, and a thousand at once. When an activity finished is read from its workflow's history afterwards.
 */
export async function benchWake(bench: Bench): Promise<PartResult> {
  const { system, buyerIds } = await bench.inhabitedSystem();
  const temporal = openTemporalClient({ address: system.temporalAddress, namespace: 'default' });
  try {
    const sleepers = { client: temporal.client, system, memberIds: buyerIds };
    const latency = latencyOf(await wakeAlone(sleepers));
    const together = await wakeTogether(sleepers);
    return {
      figures: { perSecond: together.perSecond, ...latency },
      rows: [
        { label: 'one after the other', measured: latency },
        { label: `${buyerIds.length} at once`, measured: together },
      ],
    };
  } finally {
    await temporal.close();
  }
}

interface Sleepers {
  readonly client: Client;
  readonly system: WholeSystem;
  readonly memberIds: readonly string[];
}

/** How long each took, in milliseconds. */
async function wakeAlone({ client, system, memberIds }: Sleepers): Promise<readonly number[]> {
  const nudge = createNudgeMember(client);
  await becomeIdle(system);
  const nudgedAt = new Map<string, number>();
  for (const memberId of memberIds.slice(0, ALONE)) {
    nudgedAt.set(memberId, Date.now());
    await nudge({ memberId, programId: PROGRAM });
    await pause(BETWEEN_WAKES_MS);
  }
  await becomeIdle(system);
  const times: number[] = [];
  for (const [memberId, atMs] of nudgedAt) times.push((await conductedAt(client, memberId, atMs)) - atMs);
  return times;
}

async function wakeTogether({ client, system, memberIds }: Sleepers) {
  const nudge = createNudgeMember(client);
  const startedAt = Date.now();
  const finish = startMeasuring(clocksOf(system));
  const waiting = memberIds.values();
  const lane = async () => {
    for (const memberId of waiting) await nudge({ memberId, programId: PROGRAM });
  };
  await Promise.all(Array.from({ length: NUDGES_AT_ONCE }, lane));
  await becomeIdle(system);
  const measured = finish(memberIds.length);
  let endedAt = startedAt;
  for (const memberId of memberIds) {
    endedAt = Math.max(endedAt, await conductedAt(client, memberId, startedAt));
  }
  return { ...measured, perSecond: Math.round((memberIds.length / (endedAt - startedAt)) * 1_000) };
}

/** When the first `conductMember` after a nudge finished, by the server's clock, which is that of this machine. */
async function conductedAt(client: Client, memberId: string, sinceMs: number): Promise<number> {
  const { events } = await client.workflow.getHandle(memberWorkflowId(memberId)).fetchHistory();
  for (const { activityTaskCompletedEventAttributes, eventTime } of events ?? []) {
    const atMs = Number(eventTime?.seconds ?? 0) * 1_000 + (eventTime?.nanos ?? 0) / 1_000_000;
    if (activityTaskCompletedEventAttributes && atMs >= sinceMs) return atMs;
  }
  throw new Error(`member ${memberId} was not conducted`);
}

function clocksOf({ pids }: WholeSystem): CpuClocks {
  const of = (name: string) => {
    const pid = pids.get(name);
    if (pid === undefined) throw new Error(`there is no process ${name}`);
    return () => cpuMsOfTree(pid);
  };
  return { PostgreSQL: of('PostgreSQL'), Node: of('worker'), Temporal: of('Temporal'), load: ownCpuMs };
}
