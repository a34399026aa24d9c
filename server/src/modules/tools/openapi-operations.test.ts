import { describe, expect, test } from 'vitest'
import { readOperations } from './openapi-operations.ts'

const document = {
  openapi: '3.1.0',
  paths: {
    '/orders/{orderId}/refunds': {
      parameters: [{ $ref: '#/components/parameters/orderId' }],
      post: {
        operationId: 'createRefund',
        parameters: [{ name: 'dryRun', in: 'query', schema: { type: 'boolean' } }],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/NewRefund' } } } },
        responses: {
          201: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Refund' } } } },
          409: { description: 'refused' },
        },
      },
      get: { operationId: 'listRefunds', responses: { 200: { description: 'no schema told' } } },
    },
  },
  components: {
    parameters: { orderId: { name: 'orderId', in: 'path', required: true, schema: { type: 'string' } } },
    schemas: {
      NewRefund: {
        type: 'object',
        properties: { amount: { type: 'number' } },
        required: ['amount'],
        additionalProperties: false,
      },
      Refund: {
        type: 'object',
        properties: { id: { type: 'string' }, parent: { $ref: '#/components/schemas/Refund' } },
      },
    },
  },
}

describe('what a description tells of an operation', () => {
  const { createRefund, listRefunds } = readOperations(document)

  test('is one object of arguments, whether they stand in path, query or body', () => {
    expect(createRefund).toMatchObject({ pathParams: ['orderId'], queryParams: ['dryRun'], hasBody: true })
    expect(createRefund?.input).toEqual({
      type: 'object',
      properties: { orderId: { type: 'string' }, dryRun: { type: 'boolean' }, amount: { type: 'number' } },
      required: ['orderId', 'amount'],
      additionalProperties: false,
    })
  })

  test('is the answer with its references resolved, even where it refers to itself', () => {
    expect(createRefund?.output).toMatchObject({ properties: { id: { type: 'string' }, parent: { type: 'object' } } })
  })

  test('is nothing where nothing is told', () => {
    expect(listRefunds?.output).toBeNull()
  })
})
