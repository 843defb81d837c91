import { faultsOfWord } from '../program/fault.ts';
import type { Fault } from '../program/fault.ts';
import type { Journey, JourneyNode } from './journey.ts';
import { kindOf } from './nodes/registry.ts';

type Graph = Pick<Journey, 'start' | 'nodes'>;

/** Where the ways of a journey lead: to nodes that there are, to all of them, and never round while no time passes. */
export function checkWays(journey: Graph): readonly Fault[] {
  const ids = Object.keys(journey.nodes);
  const startFaults = faultsOfWord(['start'], 'node', journey.start, ids);
  const reached = reachedFrom(journey);
  return [
    ...startFaults,
    ...Object.entries(journey.nodes).flatMap(([id, node]) => checkTargets(id, node, ids)),
    ...(startFaults.length > 0 ? [] : ids)
      .filter((id) => !reached.has(id))
      .map((id) => ({ path: ['nodes', id], reason: 'no way leads here' })),
    ...circles(journey),
  ];
}

/** Each target once, by the first way that leads to it: ways that are not written follow another. */
function checkTargets(id: string, node: JourneyNode, ids: readonly string[]): readonly Fault[] {
  const ways = kindOf(node).ways(node);
  return ways
    .filter(({ to }, index) => ways.findIndex((way) => way.to === to) === index)
    .flatMap(({ name, to }) => faultsOfWord(['nodes', id, ...placeOf(name)], 'node', to, ids));
}

/** `branches.0` stands in the file as `branches[0].go`. */
function placeOf(way: string): readonly (string | number)[] {
  const [list = way, index] = way.split('.');
  return index === undefined ? [way] : [list, Number(index), 'go'];
}

function targetsOf(node: JourneyNode | undefined): readonly string[] {
  return node === undefined
    ? []
    : kindOf(node)
        .ways(node)
        .map(({ to }) => to);
}

function reachedFrom({ start, nodes }: Graph): ReadonlySet<string> {
  const reached = new Set<string>();
  const ahead = [start];
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    ahead.push(...targetsOf(nodes[id]));
  }
  return reached;
}

/** The nodes that a run may come to before any time has passed. A message takes none: a circle of mails is a flood. */
function targetsAtOnce(node: JourneyNode | undefined): readonly string[] {
  if (node === undefined) return [];
  const ways = kindOf(node).ways(node);
  return ways.filter(({ takesTime = false }) => !takesTime).map(({ to }) => to);
}

/** Circles that a run may go round for ever at one instant. Each is named once, by its first node in the file. */
function circles({ nodes }: Graph): readonly Fault[] {
  const named = new Set<string>();
  return Object.keys(nodes).flatMap((id) => {
    const circle = circleFrom(id, nodes);
    if (circle === null || circle.some((one) => named.has(one))) return [];
    for (const one of circle) named.add(one);
    const reason = `goes round without a delay or wait that takes time: ${[...circle, id].join(' → ')}`;
    return [{ path: ['nodes', id], reason }];
  });
}

/** The nodes of a shortest circle through a node, from it on; null when there is none. */
function circleFrom(start: string, nodes: Graph['nodes']): readonly string[] | null {
  const cameFrom = new Map<string, string>();
  const ahead = [start];
  for (let id = ahead.shift(); id !== undefined; id = ahead.shift()) {
    for (const to of targetsAtOnce(nodes[id])) {
      if (to === start) return pathBack(id, start, cameFrom);
      if (cameFrom.has(to)) continue;
      cameFrom.set(to, id);
      ahead.push(to);
    }
  }
  return null;
}

function pathBack(last: string, start: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const path = [last];
  for (let id = last; id !== start;) {
    const before = cameFrom.get(id);
    if (before === undefined) break;
    path.unshift(before);
    id = before;
  }
  return path;
}
