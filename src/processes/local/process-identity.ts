import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A process, told apart from a later one with the same number by its command line. */
export const processIdentity = z.object({ pid: z.number().int().positive(), commandLine: z.string() });
export type ProcessIdentity = z.infer<typeof processIdentity>;

export function identify(pid: number): ProcessIdentity {
  return { pid, commandLine: commandLineOf(pid) ?? '' };
}

export function isAlive({ pid, commandLine }: ProcessIdentity): boolean {
  return commandLine !== '' && commandLineOf(pid) === commandLine;
}

/** The command line of a living process; null when there is none with this number. */
export function commandLineOf(pid: number): string | null {
  if (process.platform === 'linux') return fromProc(pid);
  const { status, stdout } = spawnSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

/** Small Linux images have no `ps`. A zombie has an empty command line and counts as gone. */
function fromProc(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || null;
  } catch {
    return null;
  }
}
