import type { ColumnUseSent, TablePreview } from '@loopdesk/contracts/api/graph.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Checkbox, Input, Select, Upload } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call, routes } from '../../../api.ts'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { AudiencePicker } from '../../knowledge/pickers.tsx'
import { graphKeys } from '../graph-keys.ts'
import { useOntology } from '../use-ontology.ts'
import { ColumnUses } from './column-uses.tsx'
import { problemWords } from './problem-words.ts'
import { readDelimited, textOf } from './read-delimited.ts'

interface Table {
  title: string
  type: string
  header: string[]
  rows: string[][]
}

/** A table becomes entities and facts: paste it, say what its columns are, look at what would happen, import. */
export function ImportPage() {
  const { t } = useTranslation()
  const { query, ontology } = useOntology()
  const [table, setTable] = useState<Table>()
  if (query.isLoadingError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data) return <LoadingState />
  if (ontology.types.length === 0)
    return (
      <EmptyState
        title={t('graph.import.noTypes')}
        action={<Link to="/graph/ontology">{t('graph.sections.ontology')}</Link>}
      />
    )
  return (
    <>
      <h1>{t('graph.sections.import')}</h1>
      <p className="kg-lead">{t('graph.import.lead')}</p>
      {table ? <Mapping table={table} onAgain={() => setTable(undefined)} /> : <Choose onTable={setTable} />}
    </>
  )
}

function Choose({ onTable }: { onTable: (table: Table) => void }) {
  const { t } = useTranslation()
  const { ontology, language } = useOntology()
  const [text, setText] = useState('')
  const [title, setTitle] = useState('')
  const [type, setType] = useState(ontology.types[0]!.key)
  const [tooFew, setTooFew] = useState(false)
  const next = () => {
    const [header, ...rows] = readDelimited(text)
    if (!header || rows.length === 0) setTooFew(true)
    else onTable({ title: title.trim() || t('graph.sections.import'), type, header, rows })
  }
  return (
    <div style={{ display: 'grid', gap: 12, maxWidth: 860 }}>
      <div className="kg-bar">
        <Upload
          accept=".csv,.tsv,.txt"
          showUploadList={false}
          beforeUpload={(file) => {
            setTitle(file.name)
            void textOf(file).then(setText)
            return false
          }}
        >
          <Button>{t('graph.import.file')}</Button>
        </Upload>
        <Input
          className="grow"
          aria-label={t('graph.import.name')}
          placeholder={t('graph.import.name')}
          maxLength={200}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <span>{t('graph.import.type')}</span>
        <Select
          aria-label={t('graph.import.type')}
          value={type}
          options={ontology.types.map((each) => ({ value: each.key, label: each.name[language] }))}
          onChange={setType}
        />
      </div>
      <Input.TextArea
        aria-label={t('graph.import.paste')}
        placeholder={t('graph.import.paste')}
        rows={12}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setTooFew(false)
        }}
      />
      {tooFew && <Alert type="warning" title={t('graph.import.tooFew')} />}
      <div>
        <Button type="primary" disabled={text.trim() === ''} onClick={next}>
          {t('graph.import.next')}
        </Button>
      </div>
    </div>
  )
}

function Mapping({ table, onAgain }: { table: Table; onAgain: () => void }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const [columns, setColumns] = useState<ColumnUseSent[]>()
  const [whole, setWhole] = useState(false)
  const [audiences, setAudiences] = useState<string[]>([])
  const preview = useMutation({
    mutationFn: (sent: ColumnUseSent[] | undefined) => call(routes.previewTable, { body: { ...table, columns: sent } }),
    onSuccess: (answer) => setColumns(answer.columns),
  })
  const apply = useMutation({
    mutationFn: (sent: ColumnUseSent[]) =>
      call(routes.importTable, { body: { ...table, columns: sent, whole, audiences } }),
    onSuccess: () => void cache.invalidateQueries({ queryKey: graphKeys.all }),
  })
  const { mutate: look } = preview
  // The first look takes columns as their headings suggest.
  useEffect(() => look(undefined), [look])
  if (apply.data)
    return (
      <EmptyState
        title={t('graph.import.done', apply.data.counts)}
        action={<Button onClick={onAgain}>{t('graph.import.again')}</Button>}
      />
    )
  if (!columns) return preview.isError ? <ErrorState error={preview.error} onRetry={onAgain} /> : <LoadingState />
  return (
    <>
      <h2>{t('graph.import.columns')}</h2>
      <ColumnUses
        table={table}
        columns={columns}
        onChange={(changed) => {
          setColumns(changed)
          preview.mutate(changed)
        }}
      />
      <h2>{t('graph.import.preview')}</h2>
      {preview.isError && <ErrorState error={preview.error} />}
      {preview.data && <Preview preview={preview.data} />}
      {apply.isError && <ErrorState error={apply.error} />}
      <div className="kg-bar" style={{ marginTop: 16 }}>
        <Button onClick={onAgain}>{t('common.back')}</Button>
        <Button
          type="primary"
          disabled={!preview.data || preview.isPending}
          loading={apply.isPending}
          onClick={() => apply.mutate(columns)}
        >
          {t('graph.import.apply')}
        </Button>
        <Checkbox checked={whole} onChange={(event) => setWhole(event.target.checked)}>
          {t('graph.import.whole')}
        </Checkbox>
        <span style={{ minWidth: 200 }}>
          <AudiencePicker label={t('graph.entities.audiences')} value={audiences} onChange={setAudiences} />
        </span>
      </div>
    </>
  )
}

function Preview({ preview: { counts, errors, sample } }: { preview: TablePreview }) {
  const { t } = useTranslation()
  const { language } = useOntology()
  return (
    <>
      <p>{t('graph.import.counts', counts)}</p>
      {counts.errors === 0 ? (
        <p className="kg-quiet">{t('graph.import.noErrors')}</p>
      ) : (
        <Alert
          type="warning"
          title={t('graph.import.errors', { n: counts.errors })}
          description={
            <ul>
              {errors.slice(0, 20).map((each) => (
                <li key={`${each.row} ${each.column}`}>
                  {t('graph.import.errorAt', { ...each, message: problemWords(each.message, language) })}
                </li>
              ))}
            </ul>
          }
        />
      )}
      {sample.length > 0 && (
        <details open style={{ marginTop: 8 }}>
          <summary>{t('graph.import.see')}</summary>
          <ul>
            {sample.map(({ row, fact }) => (
              <li key={`${row} ${fact}`}>{fact}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
