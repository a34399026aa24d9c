import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What is measured, in the Prometheus text format; names start with `loopdesk_`, durations are seconds. */
export interface Metrics {
  counter<L extends string>(name: string, help: string, labels?: readonly L[]): Counter<L>
  gauge<L extends string>(name: string, help: string, labels?: readonly L[]): Gauge<L>
  /** For durations in seconds unless other buckets are given. */
  histogram<L extends string>(name: string, help: string, labels?: readonly L[], buckets?: number[]): Histogram<L>
  /** The body of `/metrics` and its content type. */
  text(): Promise<string>
  readonly contentType: string
}

const durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** A registry of its own (no globals, so that several apps live in one process), with the process's default figures. */
export function makeMetrics(options: { processFigures?: boolean } = {}): Metrics {
  const registry = new Registry()
  if (options.processFigures !== false) collectDefaultMetrics({ register: registry })
  const base = (name: string, help: string) => ({ name: `loopdesk_${name}`, help, registers: [registry] })
  return {
    counter: (name, help, labels = []) => new Counter({ ...base(name, help), labelNames: labels }),
    gauge: (name, help, labels = []) => new Gauge({ ...base(name, help), labelNames: labels }),
    histogram: (name, help, labels = [], buckets = durations) =>
      new Histogram({ ...base(name, help), labelNames: labels, buckets }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
