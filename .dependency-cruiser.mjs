/**
 * Which part may import which. A folder of `src` may import itself and what is listed here, nothing else;
 * tests beside their file are not looked at.
 *
 * @type {Record<string, { folders?: string[], packages?: string[], builtins?: boolean }>}
 */
const ALLOWED = {
  domain: { packages: ['temporal-polyfill', '@noble/hashes'] },
  schemas: {
    folders: ['domain'],
    packages: ['zod', 'yaml', 'fastest-levenshtein', 'liquidjs', '@hono/zod-openapi'],
  },
  db: { folders: ['domain', 'schemas'], packages: ['kysely', 'pg', 'pg-copy-streams'], builtins: true },
  services: {
    folders: ['domain', 'schemas', 'db'],
    packages: ['kysely', 'zod', 'csv-parse'],
    builtins: true,
  },
  temporal: {
    folders: ['domain', 'workflows', 'adapters'],
    packages: ['@temporalio', 'pino'],
    builtins: true,
  },
  adapters: { folders: ['domain', 'schemas', 'services'], builtins: true },
  activities: {
    folders: ['domain', 'schemas', 'db', 'services', 'adapters', 'temporal'],
    packages: ['@temporalio'],
    builtins: true,
  },
  drainer: {
    folders: ['domain', 'db', 'services', 'adapters', 'temporal'],
    packages: ['@temporalio', 'pg', 'pino'],
    builtins: true,
  },
  observability: {
    folders: ['domain', 'db', 'services', 'adapters', 'drainer', 'temporal', 'workflows'],
    packages: ['prom-client', '@opentelemetry', '@temporalio', 'kysely'],
    builtins: true,
  },
  workflows: { folders: ['domain'], packages: ['@temporalio/workflow', '@temporalio/common'] },
  api: {
    folders: ['domain', 'schemas', 'db', 'services', 'adapters', 'temporal', 'observability'],
    builtins: true,
  },
  demo: { folders: ['domain', 'schemas', 'db', 'services', 'adapters'], builtins: true },
  cli: { builtins: true },
  processes: { builtins: true },
};

/** Code of these folders never enters the workflow bundle, but workflows name its types. */
const KNOWN_TO_WORKFLOWS_BY_TYPE = ['^src/activities/', '^src/services/'];

/** Roots and the command line put everything together. Each part's packages are listed unless it may use any. */
const MAY_USE_EVERYTHING = ['cli', 'processes'];
const MAY_USE_ANY_PACKAGE = new Set(['adapters', 'api', 'demo', ...MAY_USE_EVERYTHING]);

const TESTS = '\\.(test|arbitrary)\\.ts$';

/**
 * @typedef {import('dependency-cruiser').IForbiddenRuleType} Rule
 * @param {[string, { folders?: string[], packages?: string[], builtins?: boolean }]} entry
 * @returns {Rule[]}
 */
function rulesOf([part, { folders = [], packages = [], builtins = false }]) {
  const from = { path: `^src/${part}/`, pathNot: TESTS };
  const own = [part, ...folders].map((folder) => `^src/${folder}/`);
  if (part === 'workflows') own.push(...KNOWN_TO_WORKFLOWS_BY_TYPE);
  /** @type {Rule[]} */
  const rules = [];
  if (!MAY_USE_EVERYTHING.includes(part)) {
    rules.push({
      name: `${part}-folders`,
      comment: `src/${part} may import from: ${[part, ...folders].join(', ')}`,
      severity: 'error',
      from,
      to: { path: '^(src|workers|setup|test)/', pathNot: own },
    });
  }
  if (!MAY_USE_ANY_PACKAGE.has(part)) {
    const listed = packages.map((name) => `node_modules/${name}/`);
    rules.push({
      name: `${part}-packages`,
      comment: `src/${part} may use the packages: ${packages.join(', ') || 'none'}`,
      severity: 'error',
      from,
      to: { path: 'node_modules/', ...(listed.length > 0 ? { pathNot: listed } : {}) },
    });
  }
  if (!builtins) {
    rules.push({
      name: `${part}-no-io`,
      comment: `src/${part} uses nothing of Node`,
      severity: 'error',
      from,
      to: { dependencyTypes: ['core'] },
    });
  }
  return rules;
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(ALLOWED).flatMap(rulesOf),
    {
      name: 'workflows-by-type',
      comment: 'src/workflows may import types of activities and services, not values',
      severity: 'error',
      from: { path: '^src/workflows/', pathNot: TESTS },
      to: { path: KNOWN_TO_WORKFLOWS_BY_TYPE, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'known-part',
      comment: 'a new folder of src needs its line in .dependency-cruiser.mjs',
      severity: 'error',
      from: { path: `^src/(?!(${Object.keys(ALLOWED).join('|')})/)` },
      to: {},
    },
    {
      name: 'no-circle',
      comment:
        'a circle cannot be understood one module at a time; only conditions in files contain conditions',
      severity: 'error',
      from: { pathNot: [TESTS, '^src/schemas/files/condition'] },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'one-date-library-file',
      comment: 'only one file knows the date library',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/domain/values/calendar\\.ts$' },
      to: { path: 'node_modules/temporal-polyfill/' },
    },
    {
      name: 'tracing-on-demand',
      comment:
        'what exports traces is loaded where it is asked for: a process that traces nothing does not carry it',
      severity: 'error',
      from: { path: '^(src|workers)/', pathNot: TESTS },
      to: { path: 'node_modules/@opentelemetry/(?!api/)', dynamic: false },
    },
    {
      name: 'no-root-imported',
      comment: 'nothing imports a root',
      severity: 'error',
      from: {},
      to: { path: '^(workers/main\\.ts$|src/processes/(api|local)\\.ts$|src/cli/perennial\\.ts$)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
