/** A mail server as `SMTP_URL` names it: `smtp[s]://[user:password@]host[:port]`. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS where the server offers it. */
  readonly isSecure: boolean;
  readonly login: { readonly user: string; readonly pass: string } | null;
}

const PORT = { 'smtp:': 587, 'smtps:': 465 } as const;

/** Reads the URL. Throws for another scheme or a missing host, and never repeats the password. */
export function parseSmtpUrl(text: string): SmtpServer {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '') {
    throw new Error('the mail server is not written as smtp[s]://[user:password@]host[:port]');
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? PORT[url.protocol] : Number(url.port),
    isSecure: url.protocol === 'smtps:',
    login:
      url.username === ''
        ? null
        : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
  };
}

/** Whether mail handed to it stays on this machine: the demo refuses any other server. */
export function isLocalSink({ host }: SmtpServer): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
