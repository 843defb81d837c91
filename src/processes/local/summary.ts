import path from 'node:path';
import pc from 'picocolors';
import type { LocalSettings } from './settings.ts';

/** One of the demo's members, for the line to try. */
const DEMO_MEMBER = 'demo-0001';

/** What a newcomer needs once everything runs: the addresses, the key if there is one, and a line to try. */
export function summary({ home, ports, publicUrl, given }: LocalSettings, apiKeyFile: string | null): string {
  const places: [string, string][] = [
    ['API', publicUrl],
    ['API reference', `${publicUrl}/reference`],
  ];
  if (!given.temporalAddress) places.push(['Temporal UI', `http://localhost:${ports.temporalUi}`]);
  if (!given.smtpUrl) places.push(['Mailbox', `http://localhost:${ports.mailbox}`]);
  if (apiKeyFile !== null) places.push(['Local API key', apiKeyFile]);
  places.push(['Data and logs', home]);
  const width = Math.max(...places.map(([name]) => name.length));
  return [
    '',
    pc.bold('Perennial is running'),
    ...places.map(([name, where]) => `  ${name.padEnd(width)}  ${pc.cyan(where)}`),
    '',
    'Try it:',
    `  ${tryLine(publicUrl, apiKeyFile)}`,
    '',
    pc.dim('Ctrl-C ends everything; nothing is lost.'),
    '',
  ].join('\n');
}

function tryLine(publicUrl: string, keyFile: string | null): string {
  if (keyFile === null) return `curl -s "${publicUrl}/readyz"`;
  const key = `Authorization: Bearer $(cat ${shorter(keyFile)})`;
  return `curl -s -H "${key}" "${publicUrl}/v1/members?externalId=${DEMO_MEMBER}"`;
}

/** The file as one would type it here: relative where that does not lead upwards. */
function shorter(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative;
}
