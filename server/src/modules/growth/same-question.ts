import { type Asked, alike, likeness, telling } from '@loopdesk/engines/growth/asked.ts'

/** In one conversation people come back to what they asked: a little more likeness than elsewhere makes it the same. */
const sure = alike + 0.1

/** Whether somebody asks once more what they asked before. */
export const isSameQuestion = (before: Asked, now: Asked): boolean => likeness(before, now, telling) >= sure
