import path from 'node:path';
import pc from 'picocolors';
import type { LocalSettings } from './settings.ts';

/** What a newcomer needs once everything runs: the addresses, the key, and one line to try. */
export function summary({ home, ports, publicUrl, given }: LocalSettings, apiKeyFile: string): string {
  const places: [string, string][] = [
    ['API', publicUrl],
    ['API reference', `${publicUrl}/reference`],
  ];
  if (!given.temporalAddress) places.push(['Temporal UI', `http://localhost:${ports.temporalUi}`]);
  if (!given.smtpUrl) places.push(['Mailbox', `http://localhost:${ports.mailbox}`]);
  places.push(['Local API key', apiKeyFile], ['Data and logs', home]);
  const width = Math.max(...places.map(([name]) => name.length));
  return [
    '',
    pc.bold('Perennial is running'),
    ...places.map(([name, where]) => `  ${name.padEnd(width)}  ${pc.cyan(where)}`),
    '',
    'Try it:',
    `  ${tryLine(publicUrl, shorter(apiKeyFile))}`,
    '',
    pc.dim('Ctrl-C ends everything; nothing is lost.'),
    '',
  ].join('\n');
}

function tryLine(publicUrl: string, keyFile: string): string {
  return `curl -s -H "Authorization: Bearer $(cat ${keyFile})" "${publicUrl}/v1/members?externalId=member-0001"`;
}

/** The file as one would type it here: relative where that does not lead upwards. */
function shorter(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative;
}
