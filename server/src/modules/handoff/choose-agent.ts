import type { Staff } from '@loopdesk/contracts/api/identity.ts'

/**
 * Who should take a waiting conversation: somebody online with room, who speaks the language if anybody does, best at the
 * skill if one is asked for, then the one with the smallest share of their capacity in use.
 */
export function chooseAgent(
  waiting: { skill: string | null; language: 'zh' | 'en' },
  staff: Staff[],
): Staff | undefined {
  const free = staff.filter((each) => !each.disabled && each.presence === 'online' && each.load < each.capacity)
  const speaking = preferring(free, (each) => each.languages.includes(waiting.language))
  const { skill } = waiting
  const skilled = skill ? preferring(speaking, (each) => (each.skills[skill] ?? 0) > 0) : speaking
  const level = (each: Staff) => (skill ? (each.skills[skill] ?? 0) : 0)
  const share = (each: Staff) => each.load / each.capacity
  return skilled.toSorted((a, b) => level(b) - level(a) || share(a) - share(b) || a.load - b.load)[0]
}

function preferring(staff: Staff[], test: (each: Staff) => boolean): Staff[] {
  const chosen = staff.filter(test)
  return chosen.length > 0 ? chosen : staff
}
