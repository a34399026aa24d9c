import type { KnowledgeDocument } from '@loopdesk/contracts/api/knowledge/documents.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Modal, Table, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { type CallInput, call, routes } from '../../../api.ts'
import { fileSize } from '../../../ui/format-time.ts'
import { Time } from '../../../ui/time.tsx'
import { useHotkeys } from '../../../ui/use-hotkeys.ts'
import { useWiderThan } from '../../../ui/use-width.ts'
import { moveFocus } from '../../flows/runs/move-focus.ts'
import { useNotice } from '../../workbench/use-notice.tsx'
import { AudiencePicker, CategoryPicker } from '../pickers.tsx'
import { useAudienceName } from '../use-audiences.ts'
import { useCategoryName } from '../use-categories.ts'
import { DocumentState } from './document-state.tsx'
import { documentsChanged, type useDocuments } from './use-documents.ts'

interface Props {
  documents: ReturnType<typeof useDocuments>
  write: boolean
  search: string
}

/** Documents with how far each is, how big, and who is answered from it. J and K move, Enter opens. */
export function DocumentTable({ documents, write, search }: Props) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const wide = useWiderThan(1000)
  const frame = useRef<HTMLDivElement>(null)
  const [chosen, setChosen] = useState<string[]>([])
  const { query, items, total } = documents
  const addressOf = (id: string) => `/knowledge/documents/${id}${search ? `?${search}` : ''}`
  useHotkeys({ j: () => moveFocus(frame.current, 1), k: () => moveFocus(frame.current, -1) })
  const columns = useColumns(wide, addressOf)
  return (
    <div ref={frame} className="doc-table">
      {chosen.length > 0 && <DocumentBulk ids={chosen} onDone={() => setChosen([])} />}
      <Table<KnowledgeDocument>
        size="small"
        rowKey="id"
        showHeader={wide}
        pagination={false}
        loading={query.isPlaceholderData}
        dataSource={items}
        columns={columns}
        {...(write &&
          wide && {
            rowSelection: {
              selectedRowKeys: chosen,
              onChange: (keys: React.Key[]) => setChosen(keys.map(String)),
              getCheckboxProps: (one: KnowledgeDocument) => ({
                'aria-label': t('knowledge.entries.choose', { title: one.title }),
              }),
            },
          })}
        onRow={({ id }) => ({
          onClick: () => void navigate(addressOf(id)),
          onKeyDown: (event) => {
            if (event.key === 'Enter' && event.target === event.currentTarget) void navigate(addressOf(id))
          },
          tabIndex: 0,
        })}
      />
      {query.hasNextPage && (
        <Button className="more" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
      <p className="quiet doc-foot">{total !== null && t('knowledge.documents.total', { count: total })}</p>
    </div>
  )
}

function useColumns(wide: boolean, addressOf: (id: string) => string): TableColumnsType<KnowledgeDocument> {
  const { t } = useTranslation()
  const category = useCategoryName()
  const audience = useAudienceName()
  const title: TableColumnsType<KnowledgeDocument>[number] = {
    title: t('knowledge.documents.title'),
    render: (_, one) => (
      <span className="doc-name">
        <Link to={addressOf(one.id)} className="cell-title" tabIndex={-1} onClick={(event) => event.stopPropagation()}>
          {one.title}
        </Link>
        <small>
          {[one.path ?? one.fileName, fileSize(one.size), one.category && category.name(one.category)]
            .filter(Boolean)
            .join(' · ')}
        </small>
      </span>
    ),
  }
  const state: TableColumnsType<KnowledgeDocument>[number] = {
    title: t('knowledge.documents.state'),
    width: wide ? 170 : 110,
    render: (_, one) => <DocumentState document={one} />,
  }
  if (!wide) return [title, state]
  const number = (value: number | null) => <span className="num">{value === null ? '–' : value.toLocaleString()}</span>
  return [
    title,
    state,
    {
      title: t('knowledge.documents.pages'),
      dataIndex: 'pages',
      align: 'right',
      width: 76,
      render: (pages: number | null) => number(pages),
    },
    {
      title: t('knowledge.documents.passages'),
      dataIndex: 'passages',
      align: 'right',
      width: 84,
      render: (passages: number) => number(passages),
    },
    {
      title: t('knowledge.entries.audience'),
      width: 130,
      ellipsis: true,
      render: (_, { audiences }) =>
        audiences.map(audience).join('、') || <span className="quiet">{t('knowledge.pick.everybody')}</span>,
    },
    {
      title: t('knowledge.editor.updated'),
      width: 110,
      render: (_, one) => (
        <span className="quiet">
          <Time at={one.updatedAt} />
        </span>
      ),
    },
  ]
}

type Settings = NonNullable<CallInput<typeof routes.changeDocuments>['body']>['settings']

function DocumentBulk({ ids, onDone }: { ids: string[]; onDone(): void }) {
  const { t } = useTranslation()
  const { modal } = App.useApp()
  const cache = useQueryClient()
  const notice = useNotice()
  const [asked, setAsked] = useState<'category' | 'audiences' | null>(null)
  const [category, setCategory] = useState<string>()
  const [audiences, setAudiences] = useState<string[]>([])
  const finish = (text: string) => {
    notice.say(text)
    setAsked(null)
    documentsChanged(cache)
    onDone()
  }
  const change = useMutation({
    mutationFn: (settings: Settings) => call(routes.changeDocuments, { body: { documents: ids, settings } }),
    onSuccess: ({ changed }) => finish(t('knowledge.documents.changed', { count: changed })),
    onError: notice.fail,
  })
  const remove = () =>
    void modal.confirm({
      title: t('knowledge.documents.deleteManyTitle', { count: ids.length }),
      content: t('knowledge.documents.deleteHelp'),
      okText: t('knowledge.documents.delete'),
      cancelText: t('common.cancel'),
      okButtonProps: { danger: true },
      onOk: () =>
        call(routes.deleteDocuments, { body: { documents: ids } })
          .then(({ deleted }) => finish(t('knowledge.documents.deleted', { count: deleted })))
          .catch(notice.fail),
    })
  return (
    <div className="selection-bar entry-bar">
      <span>{t('knowledge.bulk.chosen', { count: ids.length })}</span>
      <Button size="small" onClick={() => setAsked('category')}>
        {t('knowledge.bulk.move')}
      </Button>
      <Button size="small" onClick={() => setAsked('audiences')}>
        {t('knowledge.bulk.set_audiences')}
      </Button>
      <Button size="small" danger onClick={remove}>
        {t('knowledge.documents.delete')}
      </Button>
      <Modal
        open={asked !== null}
        title={t(asked === 'audiences' ? 'knowledge.bulk.set_audiences' : 'knowledge.bulk.move')}
        okText={t('common.save')}
        cancelText={t('common.cancel')}
        confirmLoading={change.isPending}
        onCancel={() => setAsked(null)}
        onOk={() => change.mutate(asked === 'audiences' ? { audiences } : { category: category ?? '' })}
      >
        <div className="labelled">
          {asked === 'category' && (
            <CategoryPicker label={t('knowledge.editor.category')} value={category} onChange={setCategory} />
          )}
          {asked === 'audiences' && (
            <AudiencePicker label={t('knowledge.editor.audiences')} value={audiences} onChange={setAudiences} />
          )}
        </div>
      </Modal>
    </div>
  )
}
