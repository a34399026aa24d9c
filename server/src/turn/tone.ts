import type { Todo } from '@loopdesk/engines/dialogue/decide.ts'
import type { Reading } from '@loopdesk/engines/dialogue/reading.ts'
import type { Mood } from '@loopdesk/engines/emotion/mood.ts'
import { moodAfter, openingFor } from '@loopdesk/engines/emotion/mood.ts'
import { sentence, type TurnContext, yesNo } from './turn-context.ts'

/**
 * Takes in how the customer feels: what a reply will open with, and that people come at once where somebody is in danger. Small talk
 * has its own tone, so nothing is put before it.
 */
export function takeInMood({ progress }: TurnContext, { emotion: said }: Reading, answering: boolean): void {
  if (!said) return
  const before = progress.state.mood
  const mood = moodAfter(before, said)
  progress.state.mood = mood
  const talking = progress.todo.some((each) => each.do === 'talk')
  progress.opening = talking ? null : openingFor(mood, said, answering)
  const comes = progress.todo.some((each) => each.do === 'handoff')
  if (mood.cause !== 'safety' || before?.cause === 'safety' || comes) return
  const help: Todo[] = [
    { do: 'say', key: 'mood_danger' },
    { do: 'handoff', reason: 'risk' },
  ]
  progress.opening = null
  progress.todo = help
  mood.offered = true
}

/** Offers people once to somebody who has reason to be angry; while a question is open only as a remark, so that it stays open. */
export function offerPeople(context: TurnContext): void {
  const { progress } = context
  const { mood, pending } = progress.state
  if (!mood?.cause || mood.offered || progress.handoff) return
  mood.offered = true
  if (pending) {
    progress.says.push({ text: sentence(context, 'mood_people_hint'), parts: [] })
    return
  }
  progress.says.push({ text: sentence(context, 'mood_people_offer'), parts: [] })
  progress.state.pending = { kind: 'offerHuman' }
  progress.buttons = [yesNo(context)]
}

/** Puts the fitting line before what is said, unless that begins with an apology or thanks of its own. */
export function setTone(context: TurnContext): void {
  const { progress } = context
  const { mood } = progress.state
  const first = progress.says[0]
  if (!mood || !first) return
  const opening = progress.opening ?? null
  mood.opened = opening
  if (opening && !SPEAKS_TO_IT.test(first.text))
    progress.says.unshift({ text: sentence(context, `mood_${opening}`), parts: [] })
}

const SPEAKS_TO_IT =
  /^(?:非常|实在|真的|很)?(?:抱歉|对不起|不好意思|别担心|别着急|谢谢|不客气|sorry|i'm (?:very |so )?sorry|apologies|we apologi[sz]e|thank|you're welcome)/i

/** What the console shows of it. */
export const shownMood = (mood: Mood | undefined) =>
  mood && { emotion: mood.emotion, intensity: mood.intensity, signals: mood.signals }
