/** Strings that several rooms use. */
export const sharedMessages = {
  pluginTitle: 'Postmortems',
  notFound: 'There is no such page',
  unreachable: 'The server could not be reached.',
  file: {
    action: 'File a postmortem',
    notAllowed:
      'Filing needs the permission {{ permission }}, which you do not have.',
  },
  severity: {
    undetermined: 'Severity undetermined',
    undeterminedShort: 'Undetermined',
  },
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
