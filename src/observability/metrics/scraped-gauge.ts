import { Gauge, type Registry } from 'prom-client';

interface Described {
  readonly name: string;
  readonly help: string;
}

export interface ScrapedGauge extends Described {
  readonly read: () => number | Promise<number>;
}

export interface LabelledGauge extends Described {
  readonly label: string;
  /** By the label's value. */
  readonly read: () => Readings | Promise<Readings>;
}

type Readings = Readonly<Record<string, number>>;

/** A number that is read when it is asked for. `NaN`: it cannot be read at the moment. */
export function registerGauge(registry: Registry, { name, help, read }: ScrapedGauge): void {
  const gauge = new Gauge({
    name,
    help,
    registers: [],
    async collect() {
      this.set(await read());
    },
  });
  registry.registerMetric(gauge);
}

/** Several numbers that are read when they are asked for. */
export function registerLabelled(registry: Registry, { name, help, label, read }: LabelledGauge): void {
  const gauge = new Gauge({
    name,
    help,
    labelNames: [label],
    registers: [],
    async collect() {
      for (const [value, reading] of Object.entries(await read())) this.set({ [label]: value }, reading);
    },
  });
  registry.registerMetric(gauge);
}
