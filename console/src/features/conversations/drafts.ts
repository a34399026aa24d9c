export type DraftKind = 'reply' | 'note'

const prefix = 'loopdesk.draft'

/** What was being written when the agent looked elsewhere; it is there again on return, also after a reload. */
export function readDraft(conversationId: string, kind: DraftKind): string {
  return sessionStorage.getItem(`${prefix}.${kind}.${conversationId}`) ?? ''
}

export function keepDraft(conversationId: string, kind: DraftKind, text: string): void {
  const name = `${prefix}.${kind}.${conversationId}`
  if (text) sessionStorage.setItem(name, text)
  else sessionStorage.removeItem(name)
}
