import type { PostmortemTemplate } from '@hindsight/plugin-postmortems-common';

/** For incidents that touched confidentiality, integrity or access. */
export const securityTemplate: PostmortemTemplate = {
  key: 'security',
  title: 'Security',
  description:
    'For incidents that touched data, credentials or access. Asks what was exposed and who had to be told.',
  sections: [
    {
      key: 'summary',
      title: 'Summary',
      help: 'Three or four sentences: what somebody could do or see that they should not, since when, how it was closed, and what is still open. Write no secret, no working exploit and no personal data here or below.',
      required: true,
    },
    {
      key: 'exposure',
      title: 'Exposure',
      help: 'Which data, credentials and systems were within reach, from when to when, and of whom. Keep apart what is proven by logs, what is likely, and what cannot be told because nothing was recorded.',
      required: true,
    },
    {
      key: 'detection',
      title: 'Detection',
      help: 'Who noticed it and by what: an alert, a report from outside, an audit, chance. How long had it been there? Which trace would have shown it sooner?',
      required: true,
    },
    {
      key: 'response',
      title: 'Response',
      help: 'Containment, removal and recovery, in order: what was revoked, rotated, isolated or restored, and when. Say how evidence was kept and where it is.',
      required: true,
    },
    {
      key: 'how-it-happened',
      title: 'How it happened',
      help: 'The way in and the conditions that left it open: defaults, permissions, dependencies, reviews that could not see it. Describe why each decision made sense at the time. Name roles, not culprits.',
      required: true,
    },
    {
      key: 'notification',
      title: 'Notification',
      help: 'Who had to be told by law, contract or promise, by when, and when they were: customers, authorities, partners, staff. If nobody had to be, say who decided so and on what grounds.',
      required: true,
    },
    {
      key: 'lessons',
      title: 'Lessons',
      help: 'What went well and should stay, what went poorly, where you were lucky, and what will be different. Say which other places have the same weakness.',
      required: true,
    },
  ],
};
