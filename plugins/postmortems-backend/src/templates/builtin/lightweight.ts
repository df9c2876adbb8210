import type { PostmortemTemplate } from '@hindsight/plugin-postmortems-common';

/** For small incidents that are worth a page and no more. */
export const lightweightTemplate: PostmortemTemplate = {
  key: 'lightweight',
  title: 'Lightweight',
  description:
    'For small incidents and near misses. Half an hour of writing, one page.',
  sections: [
    {
      key: 'summary',
      title: 'Summary',
      help: 'Two or three sentences: what broke, for whom, for how long, and what ended it.',
      required: true,
    },
    {
      key: 'what-happened',
      title: 'What happened',
      help: 'The story in order, from the first sign to the end, with the conditions that made it possible. Half a page is enough; link to dashboards, changes and chat.',
      required: true,
    },
    {
      key: 'lessons',
      title: 'Lessons',
      help: 'What would you tell a colleague who is on call next week? Add the one or two changes that are worth making, and who makes them.',
      required: true,
    },
  ],
};
