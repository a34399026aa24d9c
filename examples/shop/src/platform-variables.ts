import { completeSecrets, type Secrets } from './config.ts'

export interface ServiceUrls {
  orders: string
  inventory: string
  payments: string
  logistics: string
  sms: string
  crm: string
  aftersales: string
}

/** The variables that the configuration in ../workspace asks for, for a shop reachable under these addresses. */
export function platformVariables(urls: ServiceUrls, given: Partial<Secrets> = {}): Record<string, string> {
  const secrets = completeSecrets(given)
  return {
    SHOP_ORDERS_URL: urls.orders,
    SHOP_INVENTORY_URL: urls.inventory,
    SHOP_PAYMENTS_URL: urls.payments,
    SHOP_LOGISTICS_URL: urls.logistics,
    // Its paths begin with /sms themselves.
    SHOP_SMS_URL: new URL(urls.sms).origin,
    SHOP_CRM_URL: urls.crm,
    SHOP_AFTERSALES_URL: urls.aftersales,
    SHOP_ORDERS_KEY: secrets.ordersKey,
    SHOP_INVENTORY_USER: secrets.inventoryUser,
    SHOP_INVENTORY_PASSWORD: secrets.inventoryPassword,
    SHOP_PAYMENTS_TOKEN: secrets.paymentsToken,
    SHOP_LOGISTICS_CLIENT_ID: secrets.logisticsClientId,
    SHOP_LOGISTICS_CLIENT_SECRET: secrets.logisticsClientSecret,
    SHOP_SMS_KEY: secrets.smsKey,
    SHOP_CRM_KEY: secrets.crmKey,
    SHOP_AFTERSALES_TOKEN: secrets.aftersalesToken,
    SHOP_EVENTS_SECRET: secrets.eventsSecret,
    SHOP_SITE_KEY: secrets.siteKey,
    SHOP_IDENTITY_SECRET: secrets.identitySecret,
  }
}
