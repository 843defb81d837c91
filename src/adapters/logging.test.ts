import { expect, it } from 'vitest';
import { createLogger, describeError, withoutRedaction } from './logging.ts';

function loggedBy(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger('info', { write: (line) => void lines.push(line) }));
  return lines.join('');
}

it('writes one JSON object per line', () => {
  const line = loggedBy((logger) => logger.info({ memberId: 'm-1' }, 'enrolled'));
  expect(JSON.parse(line)).toMatchObject({ level: 'info', memberId: 'm-1', msg: 'enrolled' });
});

it('writes lines with fixed fields as it writes all others', () => {
  const line = loggedBy((logger) =>
    withoutRedaction(logger).info({ requestId: 'r-1', status: 200 }, 'request'),
  );
  expect(JSON.parse(line)).toEqual({
    level: 'info',
    time: expect.any(String),
    requestId: 'r-1',
    status: 200,
    msg: 'request',
  });
});

it('never lets an address through, even when it is handed one', () => {
  const line = loggedBy((logger) =>
    logger.info({ email: 'ann@example.com', member: { phone: '+49 30 1', sent: { to: 'ann@example.com' } } }),
  );
  expect(line).not.toContain('ann@example.com');
  expect(line).not.toContain('+49');
});

it.each(['err', 'error'])('describes what a library hands it as %s', (name) => {
  const detail = 'Key (email)=(ann@example.com) already exists.';
  const thrown = Object.assign(new Error(detail), { code: '23505', detail });
  const line = loggedBy((logger) => logger.warn({ [name]: thrown }, 'failed'));
  expect(JSON.parse(line)).toMatchObject({ [name]: { kind: 'Error', code: '23505' } });
  expect(line).not.toContain('ann@');
});

it('says where an error was thrown, and never its message', () => {
  const described = describeError(
    Object.assign(new RangeError('ann@example.com is wrong'), { code: '22P02' }),
  );
  expect(described).toMatchObject({ kind: 'RangeError', code: '22P02' });
  expect(JSON.stringify(described)).not.toContain('ann@');
});
