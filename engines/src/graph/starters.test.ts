import { expect, test } from 'vitest'
import { checkOntology } from './check-ontology.ts'
import { starters } from './starters.ts'

test('what one begins with hangs together', () => {
  for (const each of Object.values(starters)) expect(checkOntology(each)).toEqual([])
})
