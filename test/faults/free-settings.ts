import { PORT_VARIABLES, readLocalSettings, type LocalSettings } from '../../src/processes/local/settings.ts';
import { freePort } from '../support/test-cluster.ts';

/** The settings of an installation as `npm start` reads them, without the demo and on free ports; `given` are variables. */
export async function freeSettings(
  home: string,
  given: Readonly<Record<string, string>>,
): Promise<LocalSettings> {
  const ports: Record<string, string> = {};
  for (const variable of Object.values(PORT_VARIABLES)) ports[variable] = String(await freePort());
  return readLocalSettings({ ...ports, PERENNIAL_HOME: home, PERENNIAL_DEMO: 'off', ...given });
}
