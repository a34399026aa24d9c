import { expect, test } from 'vitest'
import { isWords, kindList, type Schema, schemaOf } from '../model/node-fields.ts'
import { moved, planOf, widgetOf } from './form-plan.ts'

const widgets = (type: string) => {
  const schema = schemaOf(type)!
  const { main, more, ways, errors } = planOf(schema, {})
  const of = (fields: typeof main) => Object.fromEntries(fields.map((field) => [field.name, widgetOf(field.schema)]))
  return { main: of(main), more: of(more), ways: of(ways), errors: of(errors) }
}

test('a form is drawn from nothing but the schema', () => {
  expect(widgets('call')).toEqual({
    main: { tool: 'tool', args: 'expression' },
    more: { save: 'variable' },
    ways: { next: 'node' },
    errors: { refusals: 'map', errors: 'map', failed: 'node' },
  })
  expect(widgets('set').main).toEqual({ values: 'map' })
  expect(widgets('switch').main).toEqual({ cases: 'list' })
  expect(widgets('parallel')).toMatchObject({ main: { join: 'union' }, ways: { branches: 'map', next: 'node' } })
  expect(widgets('prompt').main).toMatchObject({ prompt: 'words', schema: 'json', save: 'variable' })
  expect(widgets('event').main).toMatchObject({ connection: 'connection', types: 'tags', key: 'expression' })
})

test('every field of every kind of node has a widget and words in both languages', () => {
  for (const { type } of kindList) {
    const { main, more, ways, errors } = planOf(schemaOf(type)!, {})
    for (const { name, schema } of [...main, ...more, ...ways, ...errors]) {
      expect(widgetOf(schema), `${type}.${name}`).toBeTruthy()
      expect(schema.label?.zh, `${type}.${name}`).toBeTruthy()
      expect(schema.label?.en, `${type}.${name}`).toBeTruthy()
      expect(unnamed(schema, `${type}.${name}`)).toEqual([])
    }
  }
})

/** Fields of lists and records inside a field that have no words of their own. */
function unnamed(schema: Schema, path: string): string[] {
  if (schema.items) return unnamed(schema.items, `${path}[]`)
  if (schema.properties && !isWords(schema))
    return Object.entries(schema.properties).flatMap(([name, inner]) => [
      ...(inner.label?.zh && inner.label.en ? [] : [`${path}.${name}`]),
      ...unnamed(inner, `${path}.${name}`),
    ])
  return []
}

test('a kind nobody has seen before is drawn too', () => {
  const schema: Schema = {
    type: 'object',
    properties: {
      type: { const: 'fax' },
      number: { type: 'string' },
      body: { type: 'string', maxLength: 5000 },
      pages: { type: 'integer' },
      colour: { type: 'boolean' },
      to: { type: 'string', role: 'edge' },
      busy: { type: 'string', role: 'edge', error: true },
      extra: {},
    },
    required: ['number', 'to'],
  }
  const { main, more, ways, errors } = planOf(schema, { pages: 2 })
  expect(main.map(({ name }) => name)).toEqual(['number', 'pages'])
  expect(more.map(({ name, schema: inner }) => [name, widgetOf(inner)])).toEqual([
    ['body', 'longText'],
    ['colour', 'switch'],
    ['extra', 'json'],
  ])
  expect(ways.map(({ name }) => name)).toEqual(['to'])
  expect(errors.map(({ name }) => name)).toEqual(['busy'])
})

test('a piece of a list is moved up and down', () => {
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
})
