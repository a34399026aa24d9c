import { describe, expect, test } from 'vitest'
import { shopWorld } from './cases/shop-world.ts'
import { unsound } from './cases/unsound.ts'
import { prove } from './prove.ts'

const world = shopWorld()

describe('a flow is refused when', () => {
  test.each(unsound)('%s', (_, flow, code, node) => {
    const errors = prove(flow, world).filter(({ severity }) => severity === 'error')
    expect(errors.map((each) => [each.code, each.node])).toContainEqual([code, node])
  })
})
