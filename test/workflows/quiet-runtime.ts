import { pino } from 'pino';
import { installRuntime } from '../../src/temporal/runtime.ts';

/** Importing this keeps the SDK's messages out of the tests' output: it must come before a server or a worker starts. */
export const silent = pino({ level: 'silent' });

installRuntime(silent);
