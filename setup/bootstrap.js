/**
 * The first step of `npm start` and `npm test`. Plain JavaScript without packages: it runs on whatever Node the
 * machine has (20 or newer), before anything is installed. It checks the machine, installs the npm packages when
 * they are missing or differ from the lock file, and goes on with the given TypeScript file on a Node that runs it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { versions } from './versions.js';

const PROJECT = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const BUNDLED_NODE = path.join(PROJECT, 'node_modules', '.bin', 'node');
/**
 * Not `npm ci`: it refuses a lock file written where the registry offers optional packages for some platforms only.
 * Without saving, the lock file is followed and stays as it is.
 */
const INSTALL_FLAGS = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
const PARENT_POLL_MS = 500;

const [entry, ...args] = process.argv.slice(2);
if (!entry) fail('usage: node setup/bootstrap.js FILE [ARGUMENT…]');

checkMachine();
if (!isInstalled()) install();
run(nodeForTypeScript(), [path.join(PROJECT, entry), ...args]);

function checkMachine() {
  const node = major(process.versions.node);
  if (process.platform === 'win32') fail('Windows is not supported: use Linux, macOS or WSL.');
  if (node >= versions.nodeMajor) return;
  if (process.platform !== 'linux') {
    fail(`Node ${versions.nodeMajor} or newer is needed on this system; this is ${process.versions.node}.`);
  }
  if (node < versions.bootstrapNodeMajor) {
    fail(`Node ${versions.bootstrapNodeMajor} or newer is needed; this is ${process.versions.node}.`);
  }
}

/** Whether node_modules holds what the lock file lists, by npm's own record of what it put there. */
function isInstalled() {
  const wanted = lockedPackages('package-lock.json');
  const present = lockedPackages('node_modules/.package-lock.json');
  if (!wanted) fail('package-lock.json is missing.');
  if (!present) return false;
  return Object.entries(wanted).every(([name, { version, optional, link }]) => {
    if (name === '' || link) return true;
    const installed = present[name]?.version;
    return installed === version || (optional && installed === undefined);
  });
}

/** @returns {Record<string, { version?: string, optional?: boolean, link?: boolean }> | null} */
function lockedPackages(/** @type {string} */ file) {
  try {
    return JSON.parse(readFileSync(path.join(PROJECT, file), 'utf8')).packages;
  } catch {
    return null;
  }
}

function install() {
  const npm = spawnSync('npm', ['--version'], { encoding: 'utf8', env: withoutBundledNode() });
  if (npm.status !== 0) fail('npm is not found. It comes with Node: https://nodejs.org');
  if (major(npm.stdout) < versions.npmMajor) {
    fail(`npm ${versions.npmMajor} or newer is needed; this is ${npm.stdout.trim()}.`);
  }
  process.stderr.write('· Installing npm packages\n');
  const { status, signal } = spawnSync('npm', ['install', ...INSTALL_FLAGS], {
    cwd: PROJECT,
    stdio: 'inherit',
    env: withoutBundledNode(),
  });
  if (signal) process.kill(process.pid, signal);
  if (status !== 0) {
    fail(
      [
        `The npm packages could not be set up: \`npm install\` ended with exit code ${status}.`,
        'What to do:',
        '  - read the message of npm above; a registry that cannot be reached is the usual cause',
        '  - run the command again; it begins anew, nothing half-installed is used',
      ].join('\n'),
    );
  }
}

/** npm replaces node_modules, so it must not run on the Node that lies in it. */
function withoutBundledNode() {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const kept = folders.filter((folder) => folder !== path.dirname(BUNDLED_NODE));
  return { ...process.env, PATH: kept.join(path.delimiter) };
}

function nodeForTypeScript() {
  if (existsSync(BUNDLED_NODE)) return BUNDLED_NODE;
  if (major(process.versions.node) >= versions.nodeMajor) return process.execPath;
  return fail(
    [
      `Node ${versions.nodeMajor} is needed; this is ${process.versions.node}, and npm has not brought its own.`,
      'What to do:',
      '  - remove node_modules and run the command again without omitting optional packages',
      `  - or install Node ${versions.nodeMajor}: https://nodejs.org`,
    ].join('\n'),
  );
}

/** Hands over to `program`: its exit code becomes ours, and it is told when we are asked to end or our parent dies. */
function run(/** @type {string} */ program, /** @type {string[]} */ programArgs) {
  const folders = [path.dirname(BUNDLED_NODE), withoutBundledNode().PATH];
  const child = spawn(program, programArgs, {
    cwd: PROJECT,
    stdio: 'inherit',
    env: { ...process.env, PATH: folders.join(path.delimiter) },
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGHUP');
  }, PARENT_POLL_MS).unref();
  child.on('error', (error) => fail(`${program}: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

function major(/** @type {string} */ version) {
  return Number.parseInt(version, 10);
}

/** @returns {never} */
function fail(/** @type {string} */ message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
