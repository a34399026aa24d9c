import { createBrowserRouter, Navigate, useParams } from 'react-router'
import { InboxPage } from '../features/conversations/inbox-page.tsx'
import { LoadingState } from '../ui/states.tsx'
import { Crashed, Lost } from './dead-ends.tsx'
import { Gate } from './gate.tsx'

/** `/conversations/<id>` is the address others link to; it opens in the inbox. */
function OpenConversation() {
  const { conversationId } = useParams()
  return <Navigate replace to={`/inbox/open/${conversationId}`} />
}

export const router = createBrowserRouter(
  [
    {
      path: '/',
      element: <Gate />,
      errorElement: <Crashed />,
      hydrateFallbackElement: <LoadingState />,
      children: [
        {
          errorElement: <Crashed />,
          children: [
            { index: true, element: <Navigate replace to="/inbox/mine" /> },
            { path: 'inbox', element: <Navigate replace to="/inbox/mine" /> },
            { path: 'inbox/:view', element: <InboxPage /> },
            { path: 'inbox/:view/:conversationId', element: <InboxPage /> },
            { path: 'conversations/:conversationId', element: <OpenConversation /> },
            {
              path: 'tickets/:ticketId?',
              lazy: async () => ({ Component: (await import('../features/tickets/tickets-page.tsx')).TicketsPage }),
            },
            {
              path: 'customers',
              lazy: async () => ({
                Component: (await import('../features/customers/customers-page.tsx')).CustomersPage,
              }),
            },
            {
              path: 'customers/:customerId',
              lazy: async () => ({ Component: (await import('../features/customers/customer-page.tsx')).CustomerPage }),
            },
            {
              path: 'understanding/:section?/:itemId?',
              lazy: async () => ({
                Component: (await import('../features/workbench/workbench-page.tsx')).WorkbenchPage,
              }),
            },
            {
              path: 'flows/:flowId?',
              lazy: async () => ({ Component: (await import('../features/flows/flows-page.tsx')).FlowsPage }),
            },
            {
              path: 'flows/runs/:runId?',
              lazy: async () => ({ Component: (await import('../features/flows/runs/runs-page.tsx')).RunsPage }),
            },
            {
              path: 'flows/incidents/:incidentId?',
              lazy: async () => ({
                Component: (await import('../features/flows/incidents/incidents-page.tsx')).IncidentsPage,
              }),
            },
            {
              path: 'flows/approvals',
              lazy: async () => ({
                Component: (await import('../features/flows/approvals/approvals-page.tsx')).ApprovalsPage,
              }),
            },
            {
              path: 'graph/:section?/:itemId?',
              lazy: async () => ({ Component: (await import('../features/graph/graph-page.tsx')).GraphPage }),
            },
            {
              path: 'ask/:threadId?',
              lazy: async () => ({
                Component: (await import('../features/assist/assistant-page.tsx')).AssistantPage,
              }),
            },
            {
              path: 'knowledge/:section?/:itemId?',
              lazy: async () => ({
                Component: (await import('../features/knowledge/knowledge-page.tsx')).KnowledgePage,
              }),
            },
            {
              path: 'settings/:section?/:itemId?',
              lazy: async () => ({ Component: (await import('../features/identity/settings-page.tsx')).SettingsPage }),
            },
            { path: '*', element: <Lost /> },
          ],
        },
      ],
    },
  ],
  { basename: '/console' },
)
