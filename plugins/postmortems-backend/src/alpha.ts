/**
 * What the author of a permission policy needs to decide on incidents and postmortems.
 *
 * @packageDocumentation
 */
export type { AccessCriterion, AccessFacts } from './access';
export * from './permissions/conditions';
export {
  incidentResourceRef,
  postmortemResourceRef,
} from './permissions/resources';
