import type {
  IncidentSeries,
  SeriesBin,
  SeriesPoint,
} from '@hindsight/plugin-postmortems-common';

/** One thing that is drawn: an incident, or the incidents of one severity in a week. */
export type Mark =
  | {
      kind: 'point';
      key: string;
      at: Date;
      severity: string | undefined;
      /** Absent while it goes on or where its times cannot be trusted. */
      seconds: number | undefined;
      point: SeriesPoint;
    }
  | {
      kind: 'bin';
      key: string;
      at: Date;
      severity: string | undefined;
      seconds: number | undefined;
      bin: SeriesBin;
    };

/** What is drawn, in the order of time. */
export function marksOf(series: IncidentSeries): Mark[] {
  const marks: Mark[] = [
    ...(series.points ?? []).map(point => ({
      kind: 'point' as const,
      key: point.id,
      at: new Date(point.startedAt),
      severity: point.severity,
      seconds: point.durationSeconds,
      point,
    })),
    ...(series.bins ?? []).map(bin => ({
      kind: 'bin' as const,
      key: `${bin.from} ${bin.severity ?? ''}`,
      at: new Date(bin.from),
      severity: bin.severity,
      seconds: bin.medianDurationSeconds,
      bin,
    })),
  ];
  return marks.sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** Whether a mark asks for a postmortem now: those that the figure below the chart counts. */
export function asksForPostmortem(mark: Mark): boolean {
  return (
    mark.kind === 'point' &&
    mark.point.required &&
    !mark.point.hasPostmortem &&
    mark.point.status === 'resolved'
  );
}
