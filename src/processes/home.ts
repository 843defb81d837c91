import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import path from 'node:path';
import { SYSTEM_FOLDER } from '../../setup/steps/postgresql.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');

/**
 * The one folder that holds a local installation's data, logs and secrets: `PERENNIAL_HOME`, else `.perennial` in
 * the project. Run by root from a project that no other user can enter, it is a folder of `/var/lib/perennial`
 * named for the project, because PostgreSQL runs under another account there.
 */
export function perennialHome(env: NodeJS.ProcessEnv): string {
  if (env['PERENNIAL_HOME']) return path.resolve(env['PERENNIAL_HOME']);
  if (process.getuid?.() !== 0 || isOpenToOthers(PROJECT)) return path.join(PROJECT, '.perennial');
  const suffix = createHash('sha256').update(PROJECT).digest('hex').slice(0, 8);
  return path.join(SYSTEM_FOLDER, `${path.basename(PROJECT)}-${suffix}`);
}

/** Whether every user may enter `folder`: it and all folders above it have the execute bit for others. */
export function isOpenToOthers(folder: string): boolean {
  const isOpen = (statSync(folder, { throwIfNoEntry: false })?.mode ?? 0o001) & 0o001;
  const above = path.dirname(folder);
  return Boolean(isOpen) && (above === folder || isOpenToOthers(above));
}
