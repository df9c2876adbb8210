import type { PostmortemTemplate } from '@hindsight/plugin-postmortems-common';

/** For most incidents: what happened, why it could happen, and what follows. */
export const standardTemplate: PostmortemTemplate = {
  key: 'standard',
  title: 'Standard',
  description:
    'For most incidents. Tells what happened, how it could happen and what will be different.',
  sections: [
    {
      key: 'summary',
      title: 'Summary',
      help: 'Three or four sentences for somebody who was not there: what broke, for whom, for how long, what ended it and what will change. Write it last.',
      required: true,
    },
    {
      key: 'impact',
      title: 'Impact',
      help: 'What customers and colleagues noticed, in their words and in numbers: how many could not do what, from when to when, and what it cost. Say what is estimated, and what is not known.',
      required: true,
    },
    {
      key: 'detection',
      title: 'Detection',
      help: 'How it was noticed, and how long after it began. If a customer or a colleague was faster than the alerts, which signal was missing, too quiet or lost among others?',
      required: true,
    },
    {
      key: 'response',
      title: 'Response',
      help: 'What people saw, what they took it for and what they tried, dead ends included. Which information, access or person would have helped earlier? Keep to what was known at the time.',
      required: true,
    },
    {
      key: 'how-it-happened',
      title: 'How it happened',
      help: 'The conditions that came together, not one root cause: the change, the load, the design, the test that could not see it, the reason it looked safe. Describe why each decision made sense to the person who took it. Name roles, not culprits.',
      required: true,
    },
    {
      key: 'lessons',
      title: 'Lessons',
      help: 'What went well and should stay, what went poorly, and where you were lucky. Luck is worth a list of its own: it is what fails next time.',
      required: true,
    },
    {
      key: 'follow-up',
      title: 'Follow-up',
      help: 'What will be different, and who sees to it. Prefer a few changes that somebody has accepted to many that nobody has. Say what you decided not to do, and why.',
      required: true,
    },
  ],
};
