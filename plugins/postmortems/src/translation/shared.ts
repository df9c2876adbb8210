/** Strings that several rooms use. */
export const sharedMessages = {
  severity: { undetermined: 'Severity undetermined' },
  incidentStatus: {
    open: 'Open',
    mitigated: 'Mitigated',
    resolved: 'Resolved',
    cancelled: 'Cancelled',
  },
  incidentKind: {
    incident: 'Incident',
    drill: 'Drill',
    maintenance: 'Maintenance',
  },
  postmortemStatus: {
    draft: 'Draft',
    in_review: 'In review',
    approved: 'Approved',
    published: 'Published',
    archived: 'Archived',
  },
  ongoing: 'ongoing',
} as const;
