import { Client, Connection, type WorkflowClientInterceptor } from '@temporalio/client';

export interface TemporalAddress {
  /** `host:port` of the frontend. */
  readonly address: string;
  readonly namespace: string;
}

export interface TemporalOptions extends TemporalAddress {
  /** Around calls about workflows; none unless given. */
  readonly interceptors?: WorkflowClientInterceptor[];
}

export interface TemporalClient {
  readonly client: Client;
  readonly close: () => Promise<void>;
}

/** A client that connects on first use, so that a process starts, and goes on, while Temporal is away. */
export function openTemporalClient({
  address,
  namespace,
  interceptors = [],
}: TemporalOptions): TemporalClient {
  const connection = Connection.lazy({ address });
  const client = new Client({ connection, namespace, interceptors: { workflow: interceptors } });
  return { client, close: () => connection.close() };
}

const ANSWERS_WITHIN_MS = 3_000;

/** Whether Temporal answers a question that asks nothing of any workflow, within 3 s. */
export async function temporalAnswers({ connection }: Client): Promise<boolean> {
  const ask = () => connection.workflowService.getSystemInfo({});
  return connection.withDeadline(Date.now() + ANSWERS_WITHIN_MS, ask).then(
    () => true,
    () => false,
  );
}
