import { type ComponentType, createContext, use } from 'react'
import type { Path } from '../model/flow-doc.ts'
import type { Schema } from '../model/node-fields.ts'

/** Where a form changes things: a node, or something of the flow. */
export interface FormTarget {
  /** The node; undefined for the flow itself. */
  node: string | undefined
  change: (path: Path, value: unknown) => void
  /** The value beside a field, for widgets that depend on one (arguments on the tool). */
  read: (path: Path) => unknown
  /** How a field and its widget alone are drawn: lists and maps hold fields themselves. */
  drawing: { Field: ComponentType<FieldProps>; FieldWidget: ComponentType<FieldProps & { label: string }> }
}

export const FormContext = createContext<FormTarget | null>(null)

export function useForm(): FormTarget {
  const form = use(FormContext)
  if (!form) throw new Error('useForm needs a form')
  return form
}

export interface FieldProps {
  schema: Schema
  value: unknown
  path: Path
  name: string
  required: boolean
}
