import { makeDamageOperations } from './aftersales/damage-operations.ts'
import { makeServiceOrderOperations } from './aftersales/service-order-operations.ts'
import { slotOperations } from './aftersales/slot-operations.ts'
import { makeWarrantyOperations } from './aftersales/warranty-operations.ts'
import { apiKeyAuth, basicAuth, bearerAuth, makeTokenDesk } from './auth.ts'
import type { Secrets } from './config.ts'
import { makeAddressOperations } from './crm/address-operations.ts'
import { makeComplaintOperations } from './crm/complaint-operations.ts'
import { makeCouponOperations } from './crm/coupon-operations.ts'
import { goodwillOperations } from './crm/goodwill-operations.ts'
import { memberOperations } from './crm/member-operations.ts'
import { makeRecallOperations } from './crm/recall-operations.ts'
import { rewardOperations } from './crm/reward-operations.ts'
import { makeDesks } from './desks.ts'
import { catalogueOperations, movementOperations } from './inventory/inventory-operations.ts'
import { priceOperations } from './inventory/price-operations.ts'
import { carrierClaimOperations } from './logistics/carrier-claim-operations.ts'
import { makeHazardousPickupOperations } from './logistics/hazardous-pickup-operations.ts'
import { logisticsOperations } from './logistics/logistics-operations.ts'
import { customerOperations } from './orders/customer-operations.ts'
import { invoiceOperations } from './orders/invoice-operations.ts'
import { makeOrderOperations } from './orders/order-operations.ts'
import { makePriceProtectionOperations } from './orders/price-protection-operations.ts'
import { makeQuoteOperations } from './orders/quote-operations.ts'
import { redLetterOperations } from './orders/red-letter-operations.ts'
import { resendOperations } from './orders/resend-operations.ts'
import { makeReturnOperations } from './orders/return-operations.ts'
import { makeCollectionOperations } from './payments/collection-operations.ts'
import { makeCreditOperations } from './payments/credit-operations.ts'
import { makePaymentOperations } from './payments/payment-operations.ts'
import type { ServiceDefinition } from './service.ts'
import type { ServiceName } from './service-names.ts'
import { makeSmsOperations } from './sms/sms-operations.ts'
import type { Stores } from './stores.ts'

/** The services as definitions; the shop's own wiring between them (catalogue, customers) is handed in here. */
export function defineServices(
  stores: Stores,
  secrets: Secrets,
  pageUrl: () => string,
  tokenSeconds: number,
): Record<ServiceName, ServiceDefinition> {
  const desk = makeTokenDesk(secrets.logisticsClientId, secrets.logisticsClientSecret, tokenSeconds)
  const desks = makeDesks(stores)
  return {
    orders: {
      name: 'orders',
      title: 'Shop orders',
      description:
        'Customers, orders, returns, invoices, price protection and company quotes. Writes are idempotent on clientRef.',
      auth: apiKeyAuth(secrets.ordersKey),
      idempotent: true,
      operations: [
        ...customerOperations,
        ...makeOrderOperations(desks.findVariant),
        ...makeReturnOperations(desks.findProduct),
        ...invoiceOperations,
        ...redLetterOperations,
        ...makePriceProtectionOperations(desks.prices),
        ...resendOperations,
        ...makeQuoteOperations(desks.findGoods),
      ],
    },
    inventory: {
      name: 'inventory',
      title: 'Shop inventory',
      description:
        'Products, stock, reservations and announced returns. Writes are NOT idempotent: look up by clientRef before repeating.',
      auth: basicAuth(secrets.inventoryUser, secrets.inventoryPassword),
      idempotent: false,
      operations: [...catalogueOperations, ...priceOperations, ...movementOperations],
    },
    payments: {
      name: 'payments',
      title: 'Shop payments',
      description: 'Payments, refunds, payment links and balance credits. Writes are idempotent on clientRef.',
      auth: bearerAuth(secrets.paymentsToken),
      idempotent: true,
      operations: [
        ...makePaymentOperations(desks.findClaim),
        ...makeCollectionOperations(pageUrl),
        ...makeCreditOperations(desks.findGoodwill),
      ],
    },
    logistics: {
      name: 'logistics',
      title: 'Shop logistics',
      description:
        'Parcels, pickups and carrier claims. Redirects and pickups are NOT idempotent: look up by clientRef before repeating. Carrier claims and hazardous pickups are.',
      auth: desk.auth,
      tokenDesk: desk,
      idempotent: false,
      operations: [
        ...logisticsOperations,
        ...carrierClaimOperations,
        ...makeHazardousPickupOperations(desks.findRegistration),
      ],
    },
    sms: {
      name: 'sms',
      title: 'Shop SMS gateway',
      description: 'Sends text messages; what was sent can be read on /sms.',
      auth: apiKeyAuth(secrets.smsKey),
      idempotent: true,
      prefix: '/sms',
      operations: makeSmsOperations(({ id, phone }) =>
        id ? stores.orders.get('customers', id) : stores.orders.where('customers', 'phone', phone)[0],
      ),
    },
    crm: {
      name: 'crm',
      title: 'Shop customer relations',
      description:
        'Members, points, coupons, address book, recalls and complaints. Writes are idempotent on clientRef.',
      auth: apiKeyAuth(secrets.crmKey, 'X-Crm-Key'),
      idempotent: true,
      operations: [
        ...memberOperations,
        ...rewardOperations,
        ...makeCouponOperations(desks.shop),
        ...makeAddressOperations(desks.addresses),
        ...makeRecallOperations(desks.ordersOf),
        ...makeComplaintOperations(desks.shop),
        ...goodwillOperations,
      ],
    },
    aftersales: {
      name: 'aftersales',
      title: 'Shop after-sales',
      description: 'Warranty, technicians, repairs and transport damage. Writes are idempotent on clientRef.',
      auth: bearerAuth(secrets.aftersalesToken),
      idempotent: true,
      operations: [
        ...makeWarrantyOperations(desks.units),
        ...slotOperations,
        ...makeServiceOrderOperations(desks.units),
        ...makeDamageOperations(desks.units),
      ],
    },
  }
}
