import {
  getFieldSelection,
  insertTextIntoField,
  replaceFieldText,
  wrapFieldSelection,
} from 'text-field-edit';

/** What the toolbar and the keys do to the text. */
export type EditingCommand =
  | 'bold'
  | 'italic'
  | 'code'
  | 'link'
  | 'heading'
  | 'list'
  | 'orderedList'
  | 'quote';

const LINE_PREFIX: Partial<Record<EditingCommand, string>> = {
  heading: '### ',
  list: '- ',
  orderedList: '1. ',
  quote: '> ',
};

const WRAPPING: Partial<Record<EditingCommand, string>> = {
  bold: '**',
  italic: '_',
  code: '`',
};

/** Puts a prefix before each line that the selection touches. */
function prefixLines(field: HTMLTextAreaElement, prefix: string) {
  const { value, selectionStart, selectionEnd } = field;
  const start = value.lastIndexOf('\n', selectionStart - 1) + 1;
  const end = value.indexOf('\n', selectionEnd);
  field.setSelectionRange(start, end < 0 ? value.length : end);
  const lines = getFieldSelection(field).split('\n');
  insertTextIntoField(
    field,
    lines
      .map(line => (line.startsWith(prefix) ? line : `${prefix}${line}`))
      .join('\n'),
  );
}

/** Applies a command to the selection, so that the browser's own undo takes it back. */
export function applyEditingCommand(
  field: HTMLTextAreaElement,
  command: EditingCommand,
) {
  field.focus();
  const wrapping = WRAPPING[command];
  const prefix = LINE_PREFIX[command];
  if (wrapping) {
    wrapFieldSelection(field, wrapping);
  } else if (prefix) {
    prefixLines(field, prefix);
  } else {
    wrapFieldSelection(field, '[', '](https://)');
  }
}

/** The command of a key that goes with Ctrl or ⌘. */
export function commandOfKey(key: string): EditingCommand | undefined {
  switch (key.toLocaleLowerCase('en-US')) {
    case 'b':
      return 'bold';
    case 'i':
      return 'italic';
    case 'e':
      return 'code';
    case 'k':
      return 'link';
    default:
      return undefined;
  }
}

/** Inserts a block of its own at the cursor, and tells what was inserted. */
export function insertBlock(field: HTMLTextAreaElement, text: string): string {
  const before = field.value.slice(0, field.selectionStart);
  const lead = before === '' || before.endsWith('\n') ? '' : '\n\n';
  const block = `${lead}${text}\n`;
  insertTextIntoField(field, block);
  return block;
}

/** Puts one text in the place of another, wherever the cursor is by now. */
export function replaceInField(
  field: HTMLTextAreaElement,
  search: string,
  replacement: string,
) {
  replaceFieldText(field, search, () => replacement, 'after-replacement');
}
