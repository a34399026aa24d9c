import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorkbenchWorld, type WorkbenchCompany, type WorkbenchWorld } from '../../../test/workbench-world.ts'

let world: WorkbenchWorld
let company: WorkbenchCompany
let cookie: string
beforeAll(async () => {
  world = await openWorkbenchWorld()
  company = await world.company('shop')
  cookie = await company.hire('owner')
})
afterAll(() => world.close())

const who = { actor: 'system', name: 'Pack' }
const booking = (zh: string[], more: object = {}) => ({
  id: 'tea.booking',
  name: { zh: '订座', en: 'Booking' },
  leadsTo: null,
  examples: { zh, en: [] },
  ...more,
})
const texts = async () => {
  const { body } = await world.call(cookie, 'GET', '/v1/workbench/examples?intent=custom:tea.booking')
  return body.items.map(({ text }: { text: string }) => text).sort()
}

test('an intent that comes with a pack is taught with its examples, follows its newer version, and goes with it', async () => {
  const { takeIn } = world
  await takeIn.put(company.id, who, booking(['我要订座', '留个包间']))
  expect(await texts()).toEqual(['我要订座', '留个包间'])
  const first = (await takeIn.read(company.id, ['tea.booking'])).get('tea.booking')
  await takeIn.put(company.id, who, booking(['我要订座', '留个包间']))
  expect((await takeIn.read(company.id, ['tea.booking'])).get('tea.booking')).toEqual(first)
  await world.call(cookie, 'POST', '/v1/workbench/intents/custom:tea.booking/examples', { texts: ['自己加的'] })
  await takeIn.put(company.id, who, booking(['我要订座', '订两位']))
  expect(await texts()).toEqual(['我要订座', '自己加的', '订两位'].sort())
  await takeIn.remove(company.id, who, 'tea.booking')
  expect([...(await takeIn.read(company.id, ['tea.booking'])).keys()]).toEqual([])
})

test('an intent that leads to something that is not there is refused', async () => {
  const lost = booking(['x'], { id: 'lost', leadsTo: { kind: 'flow', id: 'nowhere' } })
  await expect(world.takeIn.put(company.id, who, lost)).rejects.toMatchObject({ code: 'invalid_request' })
})
