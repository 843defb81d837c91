/**
 * The versions of everything the set-up fetches outside npm: the one place to change them.
 * Plain JavaScript, because the bootstrap reads it before anything is installed.
 * `temporal-cli/go.mod` and `temporal-test-server/pom.xml` repeat theirs; a test compares.
 */
export const versions = {
  /** Runs TypeScript files directly; on Linux it comes as an optional npm package. */
  nodeMajor: 24,
  /** The oldest Node that can run the bootstrap itself. */
  bootstrapNodeMajor: 20,
  npmMajor: 10,
  temporalCli: '1.8.2',
  temporalTestServer: '1.38.0',
  /** Of `npm run test:long` alone. */
  schemathesis: '4.32.5',
};
