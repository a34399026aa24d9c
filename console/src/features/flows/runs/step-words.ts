import type { TFunction } from 'i18next'
import { inWords } from '../../../ui/in-words.ts'
import { zh } from './strings.ts'

/** What a step asked for, in words; kinds this version does not know keep their name. */
export function effectName(kind: string, t: TFunction): string {
  return isEffect(kind) ? t(`runs.effect.${kind}`) : inWords(kind)
}

/** A step's key taken apart: the nodes it is inside of (loops, branches, sub-flows), and which visit of its node it was. */
export function wayOf(step: string): { within: string[]; visit: number } {
  const parts = step.split('/')
  return {
    within: parts.slice(0, -1),
    visit: Number(parts.at(-1)?.split('#')[1]) || 1,
  }
}

const isEffect = (kind: string): kind is keyof typeof zh.effect => Object.hasOwn(zh.effect, kind)
