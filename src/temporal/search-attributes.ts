import { isGrpcServiceError, type Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { SEARCH_ATTRIBUTES } from '../workflows/member-contract.ts';

const { IndexedValueType } = proto.temporal.api.enums.v1;

const VALUE_TYPES = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  KEYWORD_LIST: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
  DATETIME: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
} as const;

const GRPC_ALREADY_EXISTS = 6;
const ANSWER_WITHIN_MS = 10_000;

/** Registers the search attributes that the server lacks: workflows could not set them. Again it changes nothing. */
export async function ensureSearchAttributes({ connection, options }: Client): Promise<void> {
  for (const { name, type } of Object.values(SEARCH_ATTRIBUTES)) {
    await connection
      .withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
        connection.operatorService.addSearchAttributes({
          namespace: options.namespace,
          searchAttributes: { [name]: VALUE_TYPES[type] },
        }),
      )
      .catch((error: unknown) => {
        const code: number | null = isGrpcServiceError(error) ? error.code : null;
        if (code !== GRPC_ALREADY_EXISTS) throw error;
      });
  }
}
