import { createInterface } from 'node:readline/promises';

/** Puts a question to whoever is there. Null: nobody is. */
export type Ask = (question: string) => Promise<string | null>;

/** At a terminal; where input or output goes elsewhere, nobody is there. */
export function askAtTerminal(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Ask {
  return async (question) => {
    if (!input.isTTY || !output.isTTY) return null;
    const terminal = createInterface({ input, output });
    try {
      return await terminal.question(question);
    } finally {
      terminal.close();
    }
  };
}
