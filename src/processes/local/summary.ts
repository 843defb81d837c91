import path from 'node:path';
import pc from 'picocolors';
import type { LocalSettings } from './settings.ts';

/** The local API key: where it lies, and the program that it is for. */
export interface LocalApiKey {
  readonly file: string;
  readonly program: string;
}

/** The demo, and one of its members, for the lines to try. */
const DEMO_PROGRAM = 'corner-coffee';
const DEMO_MEMBER = 'demo-0001';

/** What a newcomer needs once everything runs: the addresses, the key if there is one, and lines to try. */
export function summary(
  { home, ports, publicUrl, given, runsApplication }: LocalSettings,
  apiKey: LocalApiKey | null,
): string {
  const places: [string, string][] = runsApplication
    ? [
        ['API', publicUrl],
        ['API reference', `${publicUrl}/reference`],
      ]
    : [];
  if (!given.temporalAddress) places.push(['Temporal UI', `http://localhost:${ports.temporalUi}`]);
  if (!given.smtpUrl) places.push(['Mailbox', `http://localhost:${ports.mailbox}`]);
  if (apiKey !== null) places.push(['API key', `${apiKey.file} (${apiKey.program})`]);
  places.push(['Data and logs', home]);
  const width = Math.max(...places.map(([name]) => name.length));
  return [
    '',
    pc.bold(runsApplication ? 'Perennial is running' : 'Only the servers are running: no worker, no API'),
    ...places.map(([name, where]) => `  ${name.padEnd(width)}  ${pc.cyan(where)}`),
    '',
    ...(runsApplication ? ['Try it:', ...toTry(publicUrl, apiKey).map((line) => `  ${line}`), ''] : []),
    pc.dim('Ctrl-C ends everything; nothing is lost.'),
    '',
  ].join('\n');
}

/** A purchase of a member of the demo; in an installation without it, whether all is well. */
function toTry(publicUrl: string, apiKey: LocalApiKey | null): string[] {
  if (apiKey?.program !== DEMO_PROGRAM) return [`curl -s ${publicUrl}/readyz`];
  return [
    'at=$(date -u +%FT%TZ)',
    `curl -s ${publicUrl}/v1/events \\`,
    `  -H "Authorization: Bearer $(cat ${shorter(apiKey.file)})" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '{ "id": "order-'$at'", "type": "purchase", "member": { "externalId": "${DEMO_MEMBER}" },`,
    `        "occurredAt": "'$at'",`,
    `        "data": { "orderId": "'$at'", "total": { "amountMinor": 540, "currency": "EUR" } } }'`,
  ];
}

/** The file as one would type it here: relative where that does not lead upwards. */
function shorter(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative;
}
