import { DefaultLogger, Runtime, type LogLevel } from '@temporalio/worker';
import type { Logger } from 'pino';

/**
 * Has the SDK log where the process logs, from warnings on, and leave signals to the root. Once per process, before
 * anything else of the SDK.
 */
export function installRuntime(logger: Logger): void {
  const write = (level: LogLevel, message: string, meta: object) => {
    const known = { ...meta, taskToken: undefined };
    if (level === 'ERROR') logger.error(known, message);
    else logger.warn(known, message);
  };
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('WARN', ({ level, message, meta = {} }) => write(level, message, meta)),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
  });
}
