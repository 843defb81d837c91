export { expirePoints } from './expire-points.ts';
export { importEvents } from './import-events.ts';
export { member } from './member.ts';
export { reconcile } from './reconcile.ts';
export { retain } from './retain.ts';
