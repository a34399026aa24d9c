import {
  BoldOutlined,
  LinkOutlined,
  OrderedListOutlined,
  PictureOutlined,
  UnorderedListOutlined,
} from '@ant-design/icons'
import { markdown } from '@codemirror/lang-markdown'
import { Compartment, EditorState } from '@codemirror/state'
import { EditorView, keymap, placeholder as placeholderText } from '@codemirror/view'
import { Button, Tooltip } from 'antd'
import { minimalSetup } from 'codemirror'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStable } from '../../../ui/use-stable.ts'
import { look } from '../../flows/code/look.ts'

interface Props {
  value: string
  label: string
  onChange(text: string): void
  placeholder?: string
  readOnly?: boolean
  /** Stores a picture and answers its address; without it pictures are not offered. */
  onPicture?: ((file: File) => Promise<string>) | undefined
}

/** A text in Markdown with the few signs people need on buttons; pictures are pasted or dropped in. */
export function MarkdownEditor({ value, label, placeholder, readOnly = false, onPicture, ...rest }: Props) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const chooser = useRef<HTMLInputElement>(null)
  const [sending, setSending] = useState(false)
  const onChange = useStable(rest.onChange)
  const begin = useRef({ value, readOnly })
  const writable = useRef(new Compartment())
  const insertPicture = useStable(async (file: File | undefined) => {
    if (!file || !onPicture || !file.type.startsWith('image/')) return
    setSending(true)
    try {
      const url = await onPicture(file)
      replaceSelection(view.current, `![${file.name.replace(/[[\]]/g, '')}](${url})`)
    } finally {
      setSending(false)
    }
  })

  useEffect(() => {
    const pictureOf = (files: FileList | undefined) => [...(files ?? [])].find((file) => file.type.startsWith('image/'))
    const made = new EditorView({
      state: EditorState.create({
        doc: begin.current.value,
        extensions: [
          keymap.of([
            { key: 'Mod-b', run: (now) => wrap(now, '**') },
            { key: 'Mod-i', run: (now) => wrap(now, '*') },
          ]),
          minimalSetup,
          markdown(),
          look,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label }),
          writable.current.of(EditorState.readOnly.of(begin.current.readOnly)),
          EditorView.domEventHandlers({
            paste: (event) => {
              const file = pictureOf(event.clipboardData?.files)
              if (file) insertPicture(file)
              return file !== undefined
            },
            drop: (event) => {
              const file = pictureOf(event.dataTransfer?.files)
              if (file) insertPicture(file)
              return file !== undefined
            },
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !update.transactions.some((one) => one.isUserEvent('outside')))
              onChange(update.state.doc.toString())
          }),
          ...(placeholder ? [placeholderText(placeholder)] : []),
        ],
      }),
      ...(box.current && { parent: box.current }),
    })
    view.current = made
    return () => {
      view.current = null
      made.destroy()
    }
  }, [label, placeholder, onChange, insertPicture])
  useEffect(() => {
    begin.current.value = value
    const now = view.current
    if (!now || now.state.doc.toString() === value) return
    now.dispatch({ changes: { from: 0, to: now.state.doc.length, insert: value }, userEvent: 'outside' })
  }, [value])
  useEffect(() => {
    begin.current.readOnly = readOnly
    view.current?.dispatch({ effects: writable.current.reconfigure(EditorState.readOnly.of(readOnly)) })
  }, [readOnly])

  const act = (work: (now: EditorView) => boolean) => () => {
    if (!view.current) return
    work(view.current)
    view.current.focus()
  }
  return (
    <div className={`md-editor${readOnly ? ' md-editor-still' : ''}`}>
      {!readOnly && (
        <div className="md-tools" role="toolbar" aria-label={t('knowledge.text.tools', { name: label })}>
          <Tool name={t('knowledge.text.bold')} icon={<BoldOutlined />} onPress={act((now) => wrap(now, '**'))} />
          <Tool
            name={t('knowledge.text.bullets')}
            icon={<UnorderedListOutlined />}
            onPress={act((now) => beginLines(now, () => '- '))}
          />
          <Tool
            name={t('knowledge.text.numbers')}
            icon={<OrderedListOutlined />}
            onPress={act((now) => beginLines(now, (at) => `${at + 1}. `))}
          />
          <Tool
            name={t('knowledge.text.link')}
            icon={<LinkOutlined />}
            onPress={act((now) =>
              replaceSelection(now, `[${selected(now) || t('knowledge.text.linkWords')}](https://)`),
            )}
          />
          {onPicture && (
            <>
              <Tool
                name={t('knowledge.text.picture')}
                icon={<PictureOutlined />}
                busy={sending}
                onPress={() => chooser.current?.click()}
              />
              <input
                ref={chooser}
                type="file"
                accept="image/*"
                hidden
                aria-label={t('knowledge.text.picture')}
                onChange={(event) => {
                  insertPicture(event.target.files?.[0])
                  event.target.value = ''
                }}
              />
            </>
          )}
        </div>
      )}
      <div ref={box} className="md-box" />
    </div>
  )
}

function Tool(props: { name: string; icon: React.ReactNode; busy?: boolean; onPress(): void }) {
  return (
    <Tooltip title={props.name} mouseEnterDelay={0.4}>
      <Button
        type="text"
        size="small"
        icon={props.icon}
        aria-label={props.name}
        loading={props.busy ?? false}
        onClick={props.onPress}
      />
    </Tooltip>
  )
}

const selected = (view: EditorView) => view.state.sliceDoc(view.state.selection.main.from, view.state.selection.main.to)

function replaceSelection(view: EditorView | null, text: string): boolean {
  view?.dispatch(view.state.replaceSelection(text))
  return true
}

function wrap(view: EditorView, sign: string): boolean {
  const { from, to } = view.state.selection.main
  view.dispatch({
    changes: [
      { from, insert: sign },
      { from: to, insert: sign },
    ],
    selection: { anchor: from + sign.length, head: to + sign.length },
  })
  return true
}

/** Puts a sign before every selected line. */
function beginLines(view: EditorView, sign: (at: number) => string): boolean {
  const { doc, selection } = view.state
  const first = doc.lineAt(selection.main.from).number
  const last = doc.lineAt(selection.main.to).number
  const changes = []
  for (let number = first; number <= last; number++)
    changes.push({ from: doc.line(number).from, insert: sign(number - first) })
  view.dispatch({ changes })
  return true
}
