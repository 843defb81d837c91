import { Liquid } from 'liquidjs';
import type { Variable } from 'liquidjs';
import type { MessageNode } from '../../domain/journey/journey.ts';
import type { Program } from '../../domain/program/program.ts';
import type { Finding } from './finding.ts';
import { nearestWord } from './nearest.ts';
import { partsOf } from './template.ts';
import type { Template } from './program-folder.ts';

/** What every template may read of a member beside the attributes of the program. */
const OF_EVERY_MEMBER = ['balance', 'purchases', 'at'];
const UNSUBSCRIBE_URL = 'unsubscribeUrl';

const liquid = new Liquid();

interface Misread {
  readonly reason: string;
  readonly word: string;
  readonly among: readonly string[];
}

/**
 * Values that a template reads and that no message would ever give it: such a message would be skipped for everybody,
 * or say its default to everybody. `nodes` are the message nodes that name the template; a value that one of them gives
 * is taken for known, and of a template that nobody names only `member` is checked.
 */
export function checkTemplateValues(
  template: Template,
  nodes: readonly MessageNode[],
  program: Program,
): readonly Finding[] {
  return partsOf(template).flatMap(({ file, text }) =>
    variablesIn(text).flatMap((variable) => {
      const misread = misreadIn(namesIn(variable), nodes, program);
      if (misread === null) return [];
      const { reason, word, among } = misread;
      const { row: line, col: column } = variable.location;
      return [{ file, line, column, path: '', reason, nearest: nearestWord(word, among) }];
    }),
  );
}

/** Those that the template does not assign itself. */
function variablesIn(text: string): readonly Variable[] {
  return Object.values(liquid.analyzeSync(liquid.parse(text), { partials: false }).globals).flat();
}

/** The names up to the first that is computed. */
function namesIn({ segments }: Variable): readonly string[] {
  const end = segments.findIndex((segment) => typeof segment !== 'string');
  return segments.slice(0, end === -1 ? undefined : end).map(String);
}

function misreadIn(
  [root = '', name, inner]: readonly string[],
  nodes: readonly MessageNode[],
  program: Program,
): Misread | null {
  if (root === 'member') return name === undefined ? null : misreadOfMember(name, inner, program);
  if (nodes.length === 0) return null;
  const given = nodes.flatMap((node) => Object.keys(node.with));
  const among = [...given, 'member', UNSUBSCRIBE_URL];
  if (root === UNSUBSCRIBE_URL && !nodes.some((node) => node.class === 'marketing')) {
    return { reason: `only marketing messages have ${UNSUBSCRIBE_URL}`, word: root, among: [] };
  }
  if (among.includes(root)) return null;
  return { reason: `no message gives this template a value "${root}"`, word: root, among };
}

function misreadOfMember(name: string, inner: string | undefined, program: Program): Misread | null {
  const wallets = Object.keys(program.wallets);
  if (name === 'balance') {
    if (inner === undefined || wallets.includes(inner)) return null;
    return { reason: `there is no wallet "${inner}"`, word: inner, among: wallets };
  }
  const among = [...Object.keys(program.attributes), ...OF_EVERY_MEMBER];
  return among.includes(name) ? null : { reason: `there is no attribute "${name}"`, word: name, among };
}
