export * from './MarkdownEditor';
export * from './MarkdownView';
