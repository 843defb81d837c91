import { startBenchCluster, type BenchCluster } from './bench-cluster.ts';
import { openCoffeeShop, type CoffeeShop } from './coffee-shop.ts';
import { startInhabitedSystem, type InhabitedSystem } from './inhabited-system.ts';

export interface BenchOptions {
  /** In the shop. */
  readonly members: number;
  /** At which purchases are sent over HTTP. */
  readonly connections: readonly number[];
}

/** What the parts of one run share. Each is made when a part first asks for it, and ended with the run. */
export class Bench {
  readonly members: number;
  readonly connections: readonly number[];
  readonly #ends: (() => Promise<void>)[] = [];
  #cluster: Promise<BenchCluster> | null = null;
  #shop: Promise<CoffeeShop> | null = null;
  #inhabitedSystem: Promise<InhabitedSystem> | null = null;

  constructor({ members, connections }: BenchOptions) {
    this.members = members;
    this.connections = connections;
  }

  /** PostgreSQL, with the tables of Perennial. */
  cluster(): Promise<BenchCluster> {
    this.#cluster ??= this.#startCluster();
    return this.#cluster;
  }

  /** The demo program in the cluster, with members who have each bought before and nothing to decide. */
  shop(): Promise<CoffeeShop> {
    this.#shop ??= this.#openShop();
    return this.#shop;
  }

  /** Everything that `npm start` runs, with members of its own, a tenth of whom have a workflow. */
  inhabitedSystem(): Promise<InhabitedSystem> {
    this.#inhabitedSystem ??= this.#inhabit();
    return this.#inhabitedSystem;
  }

  async stop(): Promise<void> {
    for (const end of this.#ends.toReversed()) await end();
  }

  async #startCluster(): Promise<BenchCluster> {
    const cluster = await startBenchCluster();
    this.#ends.push(cluster.stop);
    return cluster;
  }

  async #openShop(): Promise<CoffeeShop> {
    const { db } = await this.cluster();
    process.stderr.write(`    opening a shop with ${this.members} members\n`);
    return openCoffeeShop(db, this.members);
  }

  async #inhabit(): Promise<InhabitedSystem> {
    process.stderr.write('    starting the whole system\n');
    const inhabited = await startInhabitedSystem();
    this.#ends.push(inhabited.stop);
    return inhabited;
  }
}
