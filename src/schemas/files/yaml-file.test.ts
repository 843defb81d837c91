import { describe, expect, it } from 'vitest';
import { formatFinding } from './finding.ts';
import { FILE_LENGTH_MAX, readYaml } from './yaml-file.ts';

function read(text: string): unknown {
  const parsed = readYaml({ path: 'a.yaml', text });
  return parsed.ok ? parsed.value.value : parsed.findings.map(formatFinding);
}

describe('values', () => {
  it('are those of YAML 1.2: no, on and off are text, and so is a time', () => {
    expect(read('a: no\nb: on\nc: 08:00\nd: 2027-01-01\ne: 1_000\n')).toEqual({
      a: 'no',
      b: 'on',
      c: '08:00',
      d: '2027-01-01',
      e: '1_000',
    });
  });
});

describe('what is refused, with its line', () => {
  it.each([
    ['a name twice', 'a: 1\nb: 2\na: 3\n', 'a.yaml:3:1 map keys must be unique'],
    ['an alias', 'a: &x [1]\nb: *x\n', 'a.yaml:2:4 aliases are not supported: write the value out'],
    ['a tag', 'a: !!str 5\n', 'a.yaml:1:10 tags are not supported'],
    ['a tag of its own', 'a: !money 5\n', 'a.yaml:1:4 unresolved tag: !money'],
    ['a name that is a number', '1: a\n', 'a.yaml:1:1 a name must be text; quote it'],
    [
      'NUL',
      'a: "\\0"\n',
      'a.yaml:1:4 holds a character that cannot be stored (NUL, or half of a surrogate pair)',
    ],
    [
      'half of a surrogate pair',
      'a: "\\uD800"\n',
      'a.yaml:1:4 holds a character that cannot be stored (NUL, or half of a surrogate pair)',
    ],
  ])('%s', (_, text, finding) => {
    expect(read(text)).toContain(finding);
  });

  it('an end that is missing', () => {
    expect(read('a: [1, 2\nb: 3\n')).not.toEqual([]);
    expect(readYaml({ path: 'a.yaml', text: 'a: "b\n' }).ok).toBe(false);
  });

  it('a second document', () => {
    expect(readYaml({ path: 'a.yaml', text: 'a: 1\n---\nb: 2\n' }).ok).toBe(false);
  });

  it('nesting without end, before the parser recurses into it', () => {
    expect(read(`a: ${'['.repeat(100_000)}`)).toEqual(['a.yaml:1:67 nests deeper than 64 levels']);
    const indented = Array.from({ length: 200 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
    expect(readYaml({ path: 'a.yaml', text: indented }).ok).toBe(false);
  });

  it('a file of endless length', () => {
    expect(read('#'.repeat(FILE_LENGTH_MAX + 1))).toEqual(['a.yaml:1:1 is longer than 512 KB']);
  });
});
