import type { FormField } from '@loopdesk/contracts/form.ts'
import type { Draft } from './drafts.ts'
import type { FormProps } from './form-props.ts'
import type { FormStrings } from './form-strings.ts'

/** What every kind of field is given. */
export interface FieldProps {
  field: FormField
  draft: Draft
  change(edit: (draft: Draft) => Partial<Draft>): void
  t: FormStrings
  chat: FormProps
  /** Id of the control that the label and the first focus belong to. */
  id: string
  /** Names the hint or the error to screen readers. */
  describedBy: string
  invalid: boolean
}
