import { runChecks, staticChecks, unitTests } from './checks.ts';

const ALL = [unitTests, ...staticChecks];

/** `npm run check`: everything that needs no server, or what is named, as in `npm run check -- types lint`. */
async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !ALL.some((check) => check.name === name));
  if (unknown.length > 0) {
    const known = ALL.map(({ name }) => `'${name}'`).join(', ');
    process.stderr.write(`There is no check ${unknown.join(', ')}; there are ${known}\n`);
    return 2;
  }
  const failed = await runChecks(names.length === 0 ? ALL : ALL.filter(({ name }) => names.includes(name)));
  return failed.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
