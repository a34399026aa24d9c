import jsonata from 'jsonata'

const compiled = new Map<string, jsonata.Expression>()

/** Evaluates a JSONata expression over plain data; undefined where it finds nothing or the data does not fit. */
export async function evaluateOver(expression: string, data: unknown): Promise<unknown> {
  let ready = compiled.get(expression)
  if (!ready) {
    ready = jsonata(expression)
    compiled.set(expression, ready)
  }
  const value: unknown = await ready.evaluate(data)
  if (value === undefined || value === null || typeof value !== 'object') return value
  return JSON.parse(JSON.stringify(value))
}
