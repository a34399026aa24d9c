import { BulbOutlined, HighlightOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { App, Button, Dropdown, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, Problem, routes } from '../../api.ts'
import { conversationKeys } from '../../app/conversation-keys.ts'
import { useSession } from '../../app/session.tsx'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { useNotice } from '../workbench/use-notice.tsx'
import { type Suggestion, useHasModel, useTellUse } from './use-assist.ts'

interface Props {
  conversationId: string
  /** Of the conversation. */
  language: 'zh' | 'en'
  text: string
  onWrite(text: string): void
  onInsert(item: Suggestion): void
}

/** Beside the reply box: a reply drafted from what this customer may hear, and where there is a model, the reply said differently. */
export function ReplyHelp({ conversationId, language, text, onWrite, onInsert }: Props) {
  const { t } = useTranslation()
  const { can } = useSession()
  const { message } = App.useApp()
  const notice = useNotice()
  const tell = useTellUse()
  const mayAsk = can('knowledge.read')
  const hasModel = useHasModel(mayAsk)
  const draft = useMutation({
    mutationFn: () => call(routes.draftReply, { params: { conversationId }, body: {} }),
    onSuccess({ draft: made, removed }) {
      if (!made) return void message.info(t('assist.compose.noDraft'))
      onInsert(made)
      tell(made, 'inserted')
      void message.success(
        t(removed.length > 0 ? 'assist.compose.removed' : 'assist.compose.drafted', { n: removed.length }),
      )
    },
    onError: notice.fail,
  })
  const rewrite = useMutation({
    mutationFn: (how: 'shorten' | 'polish' | 'translate') =>
      call(routes.rewriteReply, { body: { text, how, language: how === 'translate' ? other(text) : written(text) } }),
    onSuccess({ text: next }) {
      onWrite(next)
      notice.say(t('assist.compose.rewritten'), () => onWrite(text))
    },
    onError: (error) =>
      error instanceof Problem && error.code === 'unprocessable'
        ? void message.warning(t('assist.compose.changedFacts'))
        : notice.fail(error),
  })
  useHotkeys({ [conversationKeys.draft]: mayAsk && !draft.isPending ? () => draft.mutate() : undefined })
  if (!mayAsk) return null
  const target = t(`common.language.${text.trim() === '' ? language : other(text)}`)
  return (
    <>
      <Tooltip title={t('assist.compose.draft')}>
        <Button
          type="text"
          size="small"
          icon={<BulbOutlined />}
          aria-label={t('assist.compose.draft')}
          aria-keyshortcuts={conversationKeys.draft}
          loading={draft.isPending}
          onClick={() => draft.mutate()}
        />
      </Tooltip>
      {hasModel && (
        <Dropdown
          trigger={['click']}
          disabled={text.trim() === ''}
          menu={{
            items: [
              { key: 'shorten', label: t('assist.compose.shorten') },
              { key: 'polish', label: t('assist.compose.polish') },
              { key: 'translate', label: t('assist.compose.translate', { language: target }) },
            ],
            onClick: ({ key }) => rewrite.mutate(key as 'shorten'),
          }}
        >
          <Button
            type="text"
            size="small"
            icon={<HighlightOutlined />}
            aria-label={t('assist.compose.rewrite')}
            title={t('assist.compose.rewrite')}
            loading={rewrite.isPending}
          />
        </Dropdown>
      )}
    </>
  )
}

const written = (text: string) => (/\p{Script=Han}/u.test(text) ? 'zh' : 'en')
const other = (text: string) => (written(text) === 'zh' ? 'en' : 'zh')
