import type { Locale } from '@loopdesk/contracts/chat-protocol.ts'
import type { FormPart, FormValues } from '@loopdesk/contracts/form.ts'
import type { FileRef } from '@loopdesk/contracts/messages.ts'
import type { Upload } from '../core/upload-file.ts'

/** What a form needs of the chat around it: nothing else crosses between the two scripts. */
export interface FormProps {
  form: FormPart
  conversationId: string
  /** The message that asks: the same form asked again comes in another. */
  messageId: string
  locale: Locale
  upload(file: File, onProgress: (share: number) => void): Upload | null
  /** Where a file of this customer can be looked at. */
  fileUrl(fileId: string): string
  send(values: FormValues, text: string, files: FileRef[]): void
}

/** What the script of the forms offers once it is there (`window.loopdeskForms`). */
export interface FormsScript {
  mount(place: HTMLElement, props: FormProps): { update(props: FormProps): void; unmount(): void }
}
