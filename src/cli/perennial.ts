#!/usr/bin/env node
import { userInfo } from 'node:os';
import { systemClock } from '../processes/clock.ts';
import { readEnvironment } from '../processes/environment.ts';
import { readLocalSettings } from '../processes/local/settings.ts';
import { askAtTerminal } from './ask.ts';
import { createOutput } from './output.ts';
import { runPerennial } from './run-perennial.ts';

/** Whoever reads the output may have had enough of it, as `head` does. */
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit();
  throw error;
});

process.exitCode = await runPerennial(process.argv.slice(2), {
  clock: systemClock,
  output: createOutput(process.stdout, process.stderr),
  operator: userInfo().username,
  readEnvironment: () => readEnvironment(process.env),
  localSettings: () => readLocalSettings(process.env),
  ask: askAtTerminal(process.stdin, process.stderr),
});
