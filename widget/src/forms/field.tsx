import type { FormField } from '@loopdesk/contracts/form.ts'
import type { FieldProps } from './field-props.ts'
import { FilesField } from './files-field.tsx'
import { LocationField } from './location-field.tsx'
import { SignatureField } from './signature-field.tsx'

/** More options than this are a list to open instead of chips. */
const mostChips = 8

/** One question of a form: label above, control, and a line for the hint or for what is wrong. */
export function Field({ problem, ...props }: Omit<FieldProps, 'describedBy' | 'invalid'> & { problem: string | null }) {
  const { field, t, id } = props
  const describedBy = `${id}-note`
  const group = isGroup(field)
  const words = (
    <>
      {field.label}
      {!field.required && <small>{t.optional}</small>}
    </>
  )
  const inner = (
    <>
      <Control {...props} describedBy={describedBy} invalid={problem !== null} />
      <p class={`note${problem ? ' bad' : ''}`} id={describedBy} role={problem ? 'alert' : undefined}>
        {problem ?? field.hint}
      </p>
    </>
  )
  if (group) {
    return (
      <fieldset class="field" aria-describedby={describedBy}>
        <legend class="label">{words}</legend>
        {inner}
      </fieldset>
    )
  }
  return (
    <div class="field">
      <label class="label" for={id}>
        {words}
      </label>
      {inner}
    </div>
  )
}

function Control(props: FieldProps) {
  switch (props.field.kind) {
    case 'choice':
      return (props.field.options?.length ?? 0) > mostChips ? <Select {...props} /> : <Chips {...props} />
    case 'choices':
    case 'yesno':
      return <Chips {...props} />
    case 'files':
      return <FilesField {...props} />
    case 'location':
      return <LocationField {...props} />
    case 'signature':
      return <SignatureField {...props} />
    default:
      return <TextInput {...props} />
  }
}

/** Answers made of several controls are a group with a legend. */
function isGroup({ kind, options }: FormField): boolean {
  if (kind === 'choice') return (options?.length ?? 0) <= mostChips
  return kind === 'choices' || kind === 'yesno' || kind === 'files' || kind === 'location' || kind === 'signature'
}

/** How a kind of text is typed: input type, keyboard and what the browser may fill in. */
const typing: Record<string, { type?: 'date' | 'tel' | 'email'; inputMode?: 'decimal'; autocomplete?: string }> = {
  number: { inputMode: 'decimal', autocomplete: 'off' },
  date: { type: 'date' },
  phone: { type: 'tel', autocomplete: 'tel' },
  email: { type: 'email', autocomplete: 'email' },
}

function TextInput({ field, draft, change, id, describedBy, invalid }: FieldProps) {
  const shared = {
    id,
    class: 'entry',
    value: draft.text,
    'aria-invalid': invalid,
    'aria-required': field.required,
    'aria-describedby': describedBy,
  }
  const { kind, max } = field
  const long = kind === 'longtext' || kind === 'address'
  const maxLength = kind === 'number' || kind === 'date' ? undefined : Math.min(max ?? 2000, 2000)
  if (long) {
    return (
      <textarea
        {...shared}
        rows={kind === 'longtext' ? 3 : 2}
        maxLength={maxLength}
        {...(kind === 'address' && { autocomplete: 'street-address' })}
        onInput={({ currentTarget }) => change(() => ({ text: currentTarget.value }))}
      />
    )
  }
  const { type = 'text', ...keyboard } = typing[kind] ?? {}
  const props = { ...shared, ...keyboard, maxLength }
  return (
    <input
      {...(props as object)}
      type={type as 'text'}
      onInput={({ currentTarget }) => change(() => ({ text: currentTarget.value }))}
    />
  )
}

function Chips({ field, draft, change, t, id, invalid }: FieldProps) {
  const several = field.kind === 'choices'
  const options =
    field.kind === 'yesno'
      ? [
          { value: 'yes', label: t.yes },
          { value: 'no', label: t.no },
        ]
      : (field.options ?? [])
  const toggle = (value: string) =>
    change(({ picked }) => {
      if (!several) return { picked: [value] }
      return { picked: picked.includes(value) ? picked.filter((each) => each !== value) : [...picked, value] }
    })
  return (
    <div class="chips">
      {options.map(({ value, label }, at) => (
        <label key={value} class={`chip${draft.picked.includes(value) ? ' is-on' : ''}`}>
          <input
            id={at === 0 ? id : undefined}
            type={several ? 'checkbox' : 'radio'}
            name={id}
            checked={draft.picked.includes(value)}
            aria-invalid={invalid}
            onChange={() => toggle(value)}
          />
          <span>{label}</span>
        </label>
      ))}
    </div>
  )
}

function Select({ field, draft, change, t, id, describedBy, invalid }: FieldProps) {
  return (
    <select
      id={id}
      class="entry"
      value={draft.picked[0] ?? ''}
      aria-invalid={invalid}
      aria-required={field.required}
      aria-describedby={describedBy}
      onChange={({ currentTarget }) => change(() => ({ picked: currentTarget.value ? [currentTarget.value] : [] }))}
    >
      <option value="">{t.choose}</option>
      {field.options?.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  )
}
