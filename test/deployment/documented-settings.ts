/** What an image that is not ours documents of itself. */
interface DocumentedImage {
  /** Where it says so. */
  readonly source: string;
  readonly variables: readonly string[];
  readonly ports: readonly number[];
  /** Folders that it reads or writes; what is mounted elsewhere is our own. */
  readonly folders?: readonly string[];
}

/** The settings of other people's images that `docker-compose.yml` may use, by image. */
export const DOCUMENTED: Readonly<Record<string, DocumentedImage>> = {
  postgres: {
    source: 'https://hub.docker.com/_/postgres',
    variables: ['POSTGRES_PASSWORD', 'POSTGRES_USER', 'POSTGRES_DB'],
    ports: [5432],
    folders: ['/var/lib/postgresql', '/docker-entrypoint-initdb.d'],
  },
  'temporalio/server': {
    source:
      'https://github.com/temporalio/temporal/blob/v1.31.0/common/config/config_template_embedded.yaml, docker/scripts/sh/entrypoint.sh',
    variables: [
      'DB',
      'DB_PORT',
      'POSTGRES_SEEDS',
      'POSTGRES_USER',
      'POSTGRES_PWD',
      'BIND_ON_IP',
      'LOG_LEVEL',
      'NUM_HISTORY_SHARDS',
      'DYNAMIC_CONFIG_FILE_PATH',
    ],
    ports: [7233],
  },
  'temporalio/admin-tools': {
    source:
      'https://github.com/temporalio/temporal/blob/v1.31.0/tools/sql/main.go, https://docs.temporal.io/cli#environment-variables',
    variables: [
      'SQL_PLUGIN',
      'SQL_HOST',
      'SQL_PORT',
      'SQL_USER',
      'SQL_PASSWORD',
      'TEMPORAL_ADDRESS',
      'TEMPORAL_NAMESPACE',
    ],
    ports: [],
  },
  'temporalio/ui': {
    source: 'https://docs.temporal.io/references/web-ui-environment-variables',
    variables: ['TEMPORAL_ADDRESS', 'TEMPORAL_UI_PORT'],
    ports: [8080],
  },
  'axllent/mailpit': {
    source: 'https://mailpit.axllent.org/docs/configuration/runtime-options/',
    variables: ['MP_MAX_MESSAGES'],
    ports: [1025, 8025],
  },
};
