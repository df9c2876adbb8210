/** The annotations that carry a postmortem policy, on any entity of the catalog. @public */
export const ANNOTATION_SEVERITY_THRESHOLD = 'postmortems/severity-threshold';
/** @public */
export const ANNOTATION_FREQUENCY_THRESHOLD = 'postmortems/frequency-threshold';
/** @public */
export const ANNOTATION_REQUIRED_REVIEWERS = 'postmortems/required-reviewers';
/** @public */
export const ANNOTATION_APPROVALS = 'postmortems/approvals';
/** @public */
export const ANNOTATION_TEMPLATE = 'postmortems/template';
/** @public */
export const ANNOTATION_PUBLISH_WITHIN = 'postmortems/publish-within';
/** @public */
export const ANNOTATION_ACTION_ITEM_DUE = 'postmortems/action-item-due';
/** @public */
export const ANNOTATION_VISIBILITY = 'postmortems/visibility';
/** Other tools' names for the entity, comma-separated. @public */
export const ANNOTATION_SOURCE_ALIASES = 'postmortems/source-aliases';
