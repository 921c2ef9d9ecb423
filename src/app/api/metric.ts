import { type Metric, register } from "prom-client";

/** The metric of a name, made the first time: the registry outlives a reload of a module in development. */
export function metricOf<M extends Metric>(name: string, make: () => M): M {
  return (register.getSingleMetric(name) as M | undefined) ?? make();
}
