/** The keys of the inbox, named once for the handlers, the hints on buttons and the help page. */
export const conversationKeys = {
  next: 'j',
  previous: 'k',
  take: 'a',
  reply: 'r',
  note: 'n',
  transfer: 't',
  giveBack: 'b',
  resolve: 'e',
  ticket: 'm',
  context: 'i',
  insert: 'y',
  draft: 'd',
  lookUp: 's',
} as const
