import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type {
  ImportReport,
  IncidentFlag,
  IncidentKind,
  IncidentStatus,
  IncidentTimes,
  ParsedImportInput,
} from '@hindsight/plugin-postmortems-common';

/** Why a record was refused, and at which of its fields. */
export interface ImportProblem {
  field: string;
  message: string;
}

/** What a record says, in this plugin's terms but with the page's own names. */
export interface SourceRecord {
  /** Known again by the next import. */
  externalId: string;
  url?: string;
  title: string;
  /** Markdown. */
  summary: string;
  /** As the page names it. */
  severity?: string;
  status: IncidentStatus;
  kind: IncidentKind;
  /** ISO 8601 in UTC. */
  times: IncidentTimes & { startedAt: string };
  /** As the page names them, each once. */
  components: string[];
  /** What the format itself could not make sense of. */
  flags: IncidentFlag[];
}

/** A record, or why there is none. */
export interface ParsedRecord {
  /** The file's path or the record's own id. */
  label: string;
  title?: string;
  record?: SourceRecord;
  problems: ImportProblem[];
}

/** Names the page that the records come from. */
export interface SourcePage {
  name?: string;
  url?: string;
}

/**
 * A form in which other tools keep their history. Parsing is pure: it touches neither catalog nor
 * database.
 */
export interface ImportFormat {
  /** Provider of the incidents' sources. */
  readonly provider: string;
  /**
   * Reads every record it can; one that it cannot read does not stop the others.
   *
   * @throws InputError where the content as a whole is unreadable
   */
  parse(
    content: ParsedImportInput['content'],
    page: SourcePage,
  ): ParsedRecord[];
}

/** Takes in history from other tools. */
export interface ImportService {
  /** @throws InputError, NotAllowedError, PayloadTooLargeError */
  importRecords(
    input: ParsedImportInput,
    options: { credentials: BackstageCredentials },
  ): Promise<ImportReport>;
}
