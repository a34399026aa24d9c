/** What one part of a message does: asks for, states, picks or greets; about what; which property; and its value ('' when asked for). */
export interface Act {
  intent: string
  domain: string
  slot: string
  value: string
}

/** A message of the customer and what was said to them just before ('' at the start). */
export interface Turn {
  text: string
  before: string
}

export interface LabelledTurn extends Turn {
  acts: Act[]
}

/** A value that records of the business hold, and where it stands in them: `hotel/name`. */
export interface KnownValue {
  value: string
  kind: string
}

export function actKey({ intent, domain, slot, value }: Act): string {
  return JSON.stringify([intent, domain, slot, value])
}

/** An act without its value: what values are found for. */
export function slotKey({ intent, domain, slot }: Act): string {
  return JSON.stringify([intent, domain, slot])
}
