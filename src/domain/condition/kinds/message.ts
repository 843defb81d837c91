import { faultsOfWord } from '../../program/fault.ts';
import { oncePerObject } from '../../values/once-per-object.ts';
import type { MessageCondition } from '../condition.ts';
import type { ConditionKind } from '../condition-kind.ts';
import { ZONE_EVENTS } from '../condition-kind.ts';
import { overWindow } from '../sliding-window.ts';
import { always } from '../verdict.ts';
import { watch } from '../watch.ts';
import type { WhereClause } from '../where.ts';

/**
 * A message reached a state: that of a node in this run, in whichever passage (outside a run it fails), or any of a
 * template. `within` looks back as for events; `link` is the link that was clicked. A click is not also an opening.
 */
export const message: ConditionKind<MessageCondition> = {
  evaluate(condition, moment) {
    const { of, within } = condition;
    const all = moment.facts.trails[watchOf(condition).key] ?? [];
    const trail = 'node' in of ? all.filter(({ values }) => values[0] === moment.run?.id) : all;
    return within === null
      ? always(trail.length > 0)
      : overWindow(trail, within, moment, (entries) => entries.length > 0);
  },
  watches: (condition) => [watchOf(condition)],
  dependsOn: ({ state, within }) =>
    within === null ? [`message_${state}`] : [`message_${state}`, ...ZONE_EVENTS],
  check({ of }, { nodes }) {
    if (!('node' in of)) return [];
    if (nodes !== null) return faultsOfWord(['node'], 'message node', of.node, nodes.messages);
    return [{ path: ['node'], reason: 'a node is only known inside a run; name a template' }];
  },
};

const watchOf = oncePerObject(({ of, state, link, within }: MessageCondition) => {
  const subject: WhereClause =
    'node' in of
      ? { kind: 'value', path: 'node', test: { is: of.node } }
      : { kind: 'value', path: 'template', test: { is: of.template } };
  const where: WhereClause[] =
    link === null ? [subject] : [subject, { kind: 'value', path: 'link', test: { is: link } }];
  // Whether there is one at all is asked of a template over all time.
  const latest = 'template' in of && within === null ? 1 : null;
  return watch(`message_${state}`, where, 'node' in of ? ['run'] : [], { keep: within, latest });
});
