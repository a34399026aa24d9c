import { SearchOutlined } from '@ant-design/icons'
import type { LibraryIntent } from '@loopdesk/contracts/api/workbench.ts'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call, type Reply, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { useLanguage } from '../use-intents.ts'
import { workbenchKeys } from '../workbench-keys.ts'
import { LibraryPreview } from './library-preview.tsx'
import { PickBar } from './pick-bar.tsx'
import { plain } from './plain-about.ts'

type Shelf = Reply<typeof routes.listLibrary>

/** Ready-made intents by industry and topic: look at their lines, choose several, take them over in one go. */
export function Library() {
  const { t } = useTranslation()
  const { can } = useSession()
  const [text, setText] = useState('')
  // All of them at once are too many to look through; a search goes over all.
  const [industry, setIndustry] = useState<string | undefined>('general')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [previewed, setPreviewed] = useState<string | null>(null)
  const search = useDebounced(text.trim(), 200)
  const list = useQuery({
    queryKey: [...workbenchKeys.library, { industry, search }],
    queryFn: ({ signal }) => call(routes.listLibrary, { query: { industry, search: search || undefined }, signal }),
    placeholderData: keepPreviousData,
  })
  const toggle = (ids: string[], on: boolean) =>
    setChosen((now) => {
      const next = new Set(now)
      for (const id of ids) {
        if (on) next.add(id)
        else next.delete(id)
      }
      return next
    })
  if (list.isLoadingError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <LoadingState />
  return (
    <>
      <p className="page-lead library-lead">{t('workbench.library.lead')}</p>
      <div className="library">
        <Industries shelf={list.data} chosen={industry} onChoose={setIndustry} />
        <div className="library-main">
          <Input
            prefix={<SearchOutlined />}
            allowClear
            value={text}
            placeholder={t('workbench.library.search')}
            aria-label={t('workbench.library.search')}
            onChange={(event) => {
              if (text === '') setIndustry(undefined)
              setText(event.target.value)
            }}
          />
          {list.data.items.length === 0 && (
            <EmptyState title={t('workbench.library.none')} help={t('workbench.library.noneHelp')} />
          )}
          <Topics
            shelf={list.data}
            chosen={chosen}
            write={can('understanding.write')}
            onToggle={toggle}
            onPreview={setPreviewed}
          />
        </div>
      </div>
      {chosen.size > 0 && <PickBar ids={[...chosen]} onDone={() => setChosen(new Set())} />}
      <LibraryPreview
        id={previewed}
        chosen={previewed !== null && chosen.has(previewed)}
        onChoose={can('understanding.write') ? (id) => toggle([id], !chosen.has(id)) : undefined}
        onClose={() => setPreviewed(null)}
      />
    </>
  )
}

interface IndustriesProps {
  shelf: Shelf
  chosen: string | undefined
  onChoose(industry: string | undefined): void
}

function Industries({ shelf, chosen, onChoose }: IndustriesProps) {
  const { t } = useTranslation()
  const nameOf = useIndustryName()
  const entries = [
    {
      id: undefined,
      name: t('workbench.library.all'),
      intents: shelf.industries.reduce((sum, one) => sum + one.intents, 0),
    },
    ...shelf.industries.map((one) => ({ ...one, name: nameOf(one.id) })),
  ]
  return (
    <ul className="industries">
      {entries.map((one) => (
        <li key={one.id ?? ''}>
          <button type="button" aria-pressed={one.id === chosen} onClick={() => onChoose(one.id)}>
            <span>{one.name}</span>
            <span className="num quiet">{one.intents}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

interface TopicsProps {
  shelf: Shelf
  chosen: ReadonlySet<string>
  write: boolean
  onToggle(ids: string[], on: boolean): void
  onPreview(id: string): void
}

function Topics({ shelf, chosen, write, onToggle, onPreview }: TopicsProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const nameOf = useIndustryName()
  const byTopic = useMemo(() => Map.groupBy(shelf.items, (item) => item.topic), [shelf.items])
  return (
    <>
      {shelf.topics
        .filter((topic) => byTopic.has(topic.id))
        .map((topic) => {
          const items = byTopic.get(topic.id) ?? []
          const open = items.filter((item) => !item.pickedAs).map((item) => item.id)
          const on = open.filter((id) => chosen.has(id)).length
          return (
            <section key={topic.id} className="library-topic">
              <header>
                <h2>
                  {topic.name[language]} <small>{nameOf(topic.industry)}</small>
                </h2>
                {write && open.length > 0 && (
                  <Checkbox
                    checked={on === open.length}
                    indeterminate={on > 0 && on < open.length}
                    onChange={(event) => onToggle(open, event.target.checked)}
                  >
                    {t('workbench.library.wholeTopic')}
                  </Checkbox>
                )}
              </header>
              <ul>
                {items.map((item) => (
                  <Row
                    key={item.id}
                    item={item}
                    chosen={chosen.has(item.id)}
                    write={write}
                    onToggle={(on) => onToggle([item.id], on)}
                    onPreview={() => onPreview(item.id)}
                  />
                ))}
              </ul>
            </section>
          )
        })}
    </>
  )
}

interface RowProps {
  item: LibraryIntent
  chosen: boolean
  write: boolean
  onToggle(on: boolean): void
  onPreview(): void
}

function Row({ item, chosen, write, onToggle, onPreview }: RowProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <li className={`library-row${chosen ? ' library-chosen' : ''}`}>
      {write && (
        <Checkbox
          checked={chosen || item.pickedAs !== null}
          disabled={item.pickedAs !== null}
          aria-label={t('workbench.library.choose', { name: item.name[language] })}
          onChange={(event) => onToggle(event.target.checked)}
        />
      )}
      <div className="library-words">
        <b className="cell-title">{item.name[language]}</b>
        {item.pickedAs && (
          <Link to={`/understanding/intents/${encodeURIComponent(item.pickedAs)}`} className="tag tag-good">
            {t('workbench.library.picked')}
          </Link>
        )}
        {language === 'en' && <small>{plain(item.about)}</small>}
      </div>
      <span className="quiet library-count">{t('workbench.library.lines', item.lines)}</span>
      <Button size="small" type="text" onClick={onPreview}>
        {t('workbench.library.preview')}
      </Button>
    </li>
  )
}

/** Industries of the library; a pack of the company's own keeps its id. */
function useIndustryName(): (id: string) => string {
  const { t } = useTranslation()
  return (id) => t(`workbench.industries.${id as 'bank'}`, { defaultValue: id })
}
