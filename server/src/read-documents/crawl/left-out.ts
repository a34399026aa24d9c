import type { RefusalCode } from '../refusal.ts'

/** Why a page of a site is not taken, besides the reasons for which any file is refused. */
export const leftOutReasons = {
  robots: 'The site does not allow this page to be read (robots.txt).',
  robots_unreachable: 'The site did not say what may be read (robots.txt).',
  noindex: 'The page asks not to be indexed.',
  canonical: 'The page is a copy of another.',
  duplicate: 'The page reads the same as another.',
  needs_script: 'The page is made by a script in the browser; without one it is empty.',
  type: 'It is neither a page nor a document that was asked for.',
  error_status: 'The site answered with an error.',
  unreachable: 'The site could not be reached.',
  private_address: 'The address is not on the public internet, or its name is not known.',
  too_many_redirects: 'The address is passed on again and again.',
  redirected_outside: 'The address leads to another site.',
  busy: 'The site asks to come back later.',
} as const

export type LeftOut = keyof typeof leftOutReasons | RefusalCode
