import { z } from 'zod'
import { id } from './route.ts'

/** What kind of thing a field asks for; decides how it is drawn and what its value looks like (`formValue`). */
export const formFieldKind = z.enum([
  'text',
  'longtext',
  'number',
  'date',
  'phone',
  'email',
  'choice',
  'choices',
  'yesno',
  'files',
  'location',
  'signature',
  'address',
])
export type FormFieldKind = z.infer<typeof formFieldKind>

/** Names a form of one conversation; a later form of the same id (asked again, with errors) takes the place of the earlier. */
export const formId = z.string().min(1).max(100)
const fieldName = z
  .string()
  .max(60)
  .regex(/^[\p{L}\p{N}_.:-]+$/u)

/** A place: coordinates (degrees, WGS 84), both or neither; without them `name` is the address as the customer typed it. */
export const place = z
  .object({
    latitude: z.number().min(-90).max(90).optional(),
    longitude: z.number().min(-180).max(180).optional(),
    name: z.string().min(1).max(300).optional(),
  })
  .refine(({ latitude, longitude }) => (latitude === undefined) === (longitude === undefined), {
    message: 'latitude and longitude go together',
  })
  .refine(({ latitude, name }) => latitude !== undefined || name !== undefined, {
    message: 'give coordinates or a name',
  })
export type Place = z.infer<typeof place>

/** A file that was uploaded before the form was sent. */
export const uploaded = z.strictObject({ fileId: id })

/**
 * The answer to one field. `text`, `longtext`, `phone`, `email`, `address`: a string; `number`: a number; `date`: `YYYY-MM-DD`;
 * `choice`: an option's value; `choices`: values; `yesno`: a boolean; `files`, `signature`: `{fileId}[]`; `location`: a place.
 * A field left empty is null or missing.
 */
export const formValue = z.union([
  z.string().max(2000),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.string().max(200)).max(50),
  z.array(uploaded).max(9),
  place,
])
export type FormValue = z.infer<typeof formValue>

/** Most characters of all values together, as JSON: a frame holds them with room to spare. */
const mostOfValues = 24_000
export const formValues = z
  .record(fieldName, formValue)
  .refine((values) => Object.keys(values).length <= 40, { message: 'at most 40 values' })
  .refine((values) => JSON.stringify(values).length <= mostOfValues, {
    message: `at most ${mostOfValues} characters in all`,
  })
export type FormValues = z.infer<typeof formValues>

/** One thing a form asks for. `min` and `max`: the number; the characters of texts; how many of choices and files. */
export const formField = z.object({
  name: fieldName,
  label: z.string().min(1).max(200),
  kind: formFieldKind,
  required: z.boolean(),
  hint: z.string().max(500).optional(),
  options: z
    .array(z.object({ value: z.string().max(200), label: z.string().max(200) }))
    .max(50)
    .optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  /** Regular expression for the whole text, as in HTML's `pattern`. */
  pattern: z.string().max(300).optional(),
  /** Kinds of files, as in HTML's `accept`. */
  accept: z.string().max(200).optional(),
  /** What stands in it at first; shaped like `formValue`. */
  value: z.unknown().optional(),
  /** What was wrong with the answer, when the form is asked again. */
  error: z.string().max(500).optional(),
})
export type FormField = z.infer<typeof formField>

/** A form's answers as they are kept with the customer's message. */
export const sentForm = z.object({ formId, values: formValues })
export type SentForm = z.infer<typeof sentForm>

/** A form in a message. `sent` and `closed` (no longer wanted) take no more answers; `submit` is the button's label. */
export const formPart = z.object({
  type: z.literal('form'),
  formId,
  title: z.string().max(200).optional(),
  fields: z.array(formField).min(1).max(40),
  submit: z.string().min(1).max(60),
  state: z.enum(['open', 'sent', 'closed']),
})
export type FormPart = z.infer<typeof formPart>
