import type { z } from 'zod';
import { assertNever } from '../../domain/values/assert-never.ts';
import { formatPath } from './finding.ts';
import type { Finding, Path } from './finding.ts';
import { nearestWord } from './nearest.ts';
import type { YamlFile } from './yaml-file.ts';

const KIND_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map',
  record: 'a map',
  array: 'a list',
};

/** A schema's issue as a finding in the file: what is wrong in words of the file, and where it is written. */
export function explainIssue(issue: z.core.$ZodIssue, yaml: YamlFile): Finding {
  const path = issue.path.filter((step): step is string | number => typeof step !== 'symbol');
  const { reason, nearest = null, atName = false } = explain(issue, path, yaml);
  return { file: yaml.file, ...yaml.locate(path, { atName }), path: formatPath(path), reason, nearest };
}

interface Explanation {
  readonly reason: string;
  readonly nearest?: string | null;
  readonly atName?: boolean;
}

function explain(issue: z.core.$ZodIssue, path: Path, yaml: YamlFile): Explanation {
  switch (issue.code) {
    case 'custom':
      return explainCustom(issue, path);
    case 'invalid_type':
      return { reason: explainType(issue.expected, path, yaml) };
    case 'too_small':
      return { reason: `must ${issue.origin === 'number' ? 'be' : 'have'} at least ${issue.minimum}` };
    case 'too_big':
      return { reason: `must ${issue.origin === 'number' ? 'be' : 'have'} at most ${issue.maximum}` };
    case 'invalid_key':
      return { reason: issue.issues.map(({ message }) => message).join('; '), atName: true };
    case 'invalid_value':
      return { reason: `must be ${issue.values.map(String).join(' or ')}` };
    case 'invalid_element':
    case 'invalid_format':
    case 'invalid_union':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return { reason: issue.message };
    default:
      return assertNever(issue);
  }
}

function explainCustom(issue: z.core.$ZodIssueCustom, path: Path): Explanation {
  const among = listOf(issue.params?.['among']);
  const later = listOf(issue.params?.['later']);
  const word = issue.params?.['word'];
  if (typeof word === 'string') return { reason: issue.message, nearest: nearestWord(word, among) };
  if (issue.params === undefined) return { reason: issue.message };
  const name = String(path.at(-1));
  if (later.includes(name)) return { reason: `"${name}" is known, but not supported yet`, atName: true };
  return { reason: `unknown word "${name}"`, nearest: nearestWord(name, [...among, ...later]), atName: true };
}

function explainType(expected: string, path: Path, yaml: YamlFile): string {
  const wanted = KIND_NAMES[expected] ?? expected;
  const written = yaml.written(path);
  if (written === null && !hasValue(yaml, path)) return 'is missing';
  if (expected === 'string' && written !== null) return `must be text; quote it: "${written}"`;
  if (isClause(path) && written !== null) return `must be a comparison, such as { is: ${written} }`;
  return `must be ${wanted}`;
}

/** Whether a clause of a `where` stands there: `where: { store: … }`, or below `any` for the items of a list. */
function isClause(path: Path): boolean {
  const [above, name] = path.slice(-2);
  return typeof name === 'string' && (above === 'where' || above === 'any');
}

function hasValue({ value }: YamlFile, path: Path): boolean {
  let current: unknown = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return false;
    current = Reflect.get(current, step);
  }
  return true;
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
