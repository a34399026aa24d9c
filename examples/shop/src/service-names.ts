/** The shop's systems, in the order their ports follow the page's (sms shares the page's own). */
export const SERVICE_NAMES = ['orders', 'inventory', 'payments', 'logistics', 'sms', 'crm', 'aftersales'] as const
export type ServiceName = (typeof SERVICE_NAMES)[number]
