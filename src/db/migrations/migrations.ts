import type { Migration } from 'kysely/migration';
import * as programs from './0001-programs.ts';
import * as members from './0002-members.ts';
import * as ledger from './0003-ledger.ts';
import * as lifecycles from './0004-lifecycles.ts';
import * as messages from './0005-messages.ts';
import * as access from './0006-access.ts';
import * as privileges from './0007-privileges.ts';
import * as unreadableMembers from './0008-unreadable-members.ts';
import * as answeredRequests from './0009-answered-requests.ts';
import * as operation from './0010-operation.ts';
import * as imports from './0011-imports.ts';
import * as journal from './0012-journal.ts';
import * as redemptions from './0013-redemptions.ts';
import * as logEnds from './0014-log-ends.ts';
import * as returns from './0015-returns.ts';
import * as merges from './0016-merges.ts';
import * as adjustments from './0017-adjustments.ts';
import * as historyGuard from './0018-history-guard.ts';

/** Every migration, in order. A name is for ever; a landed migration is never edited. */
export const MIGRATIONS: Record<string, Migration> = {
  '0001-programs': programs,
  '0002-members': members,
  '0003-ledger': ledger,
  '0004-lifecycles': lifecycles,
  '0005-messages': messages,
  '0006-access': access,
  '0007-privileges': privileges,
  '0008-unreadable-members': unreadableMembers,
  '0009-answered-requests': answeredRequests,
  '0010-operation': operation,
  '0011-imports': imports,
  '0012-journal': journal,
  '0013-redemptions': redemptions,
  '0014-log-ends': logEnds,
  '0015-returns': returns,
  '0016-merges': merges,
  '0017-adjustments': adjustments,
  '0018-history-guard': historyGuard,
};
