import { SearchOutlined } from '@ant-design/icons'
import type { NodeGroup } from '@loopdesk/engines/flow/node-kind.ts'
import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { KindIcon } from '../kind-icon.tsx'
import { kindList } from '../model/node-fields.ts'
import { useLanguage } from '../use-language.ts'
import { kindMime } from './flow-canvas.tsx'

/** Kinds of nodes whose words hold the text. */
export function kindsMatching(text: string, language: 'zh' | 'en') {
  const wanted = text.trim().toLowerCase()
  return kindList.filter(({ type, kind }) =>
    [type, kind.title[language], kind.description[language], kind.title.en].some((words) =>
      words.toLowerCase().includes(wanted),
    ),
  )
}

const groups: NodeGroup[] = ['talk', 'decide', 'do', 'wait', 'people', 'end']

/** All kinds of nodes: dragged onto the canvas (or an edge), or pressed to come after the selected node. */
export function Palette({ onAdd }: { onAdd: (type: string) => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [text, setText] = useState('')
  const kinds = kindsMatching(text, language)
  return (
    <aside className="palette" aria-label={t('flows.palette.title')}>
      <Input
        allowClear
        prefix={<SearchOutlined />}
        value={text}
        placeholder={t('flows.palette.search')}
        aria-label={t('flows.palette.search')}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="palette-kinds">
        {groups.map((group) => {
          const inGroup = kinds.filter(({ kind }) => kind.group === group)
          if (inGroup.length === 0) return null
          return (
            <section key={group}>
              <h3>{t(`flows.palette.groups.${group}`)}</h3>
              {inGroup.map(({ type, kind }) => (
                <button
                  key={type}
                  type="button"
                  draggable
                  title={kind.description[language]}
                  onDragStart={(event) => {
                    event.dataTransfer.setData(kindMime, type)
                    event.dataTransfer.effectAllowed = 'copy'
                  }}
                  onClick={() => onAdd(type)}
                >
                  <KindIcon type={type} />
                  {kind.title[language]}
                </button>
              ))}
            </section>
          )
        })}
        {kinds.length === 0 && <p className="quiet">{t('flows.palette.none', { text })}</p>}
      </div>
    </aside>
  )
}
