/** Name of the workflow's type. */
export const IMPORT_WORKFLOW = 'importEvents';

export interface ImportInput {
  readonly version: 1;
  readonly importId: string;
}

/** One workflow for an import, from its start to its end; the id holds nothing personal. */
export function importWorkflowId(importId: string): string {
  return `import/${importId}`;
}
