import { z } from 'zod';

/**
 * A severity of the configured scale.
 *
 * @public
 */
export const severitySchema = z.object({
  /** The name that is stored and shown, such as `SEV2`. */
  name: z.string().min(1).max(40),
  /** What it means, in a few words. */
  title: z.string().max(200),
  /** The names that other tools use for it, compared without case. */
  aliases: z.array(z.string().max(80)),
});

/** @public */
export type Severity = z.infer<typeof severitySchema>;

/**
 * The scale where `postmortems.severities` is not configured, worst first.
 *
 * @public
 */
export const DEFAULT_SEVERITIES: readonly Severity[] = [
  {
    name: 'SEV1',
    title: 'Critical: most customers cannot use the service',
    aliases: ['critical', 'p1', 'down', 'major_outage'],
  },
  {
    name: 'SEV2',
    title: 'Major: an important function fails for many',
    aliases: ['major', 'high', 'p2', 'disrupted', 'partial_outage'],
  },
  {
    name: 'SEV3',
    title: 'Minor: a function fails for some, or is slow',
    aliases: ['minor', 'medium', 'moderate', 'p3', 'degraded_performance'],
  },
  {
    name: 'SEV4',
    title: 'Low: hardly anybody notices',
    aliases: ['low', 'notice', 'info', 'p4', 'p5'],
  },
];

/**
 * The order of severities, worst first, and the names by which each is known.
 *
 * @public
 */
export class SeverityScale {
  readonly severities: readonly Severity[];
  readonly #rankByName = new Map<string, number>();

  constructor(severities: readonly Severity[] = DEFAULT_SEVERITIES) {
    this.severities = severities;
    severities.forEach((severity, rank) => {
      for (const name of [severity.name, ...severity.aliases]) {
        const key = name.trim().toLocaleLowerCase('en-US');
        if (!this.#rankByName.has(key)) {
          this.#rankByName.set(key, rank);
        }
      }
    });
  }

  /** The severity that a name or another tool's name stands for. */
  find(name: string): Severity | undefined {
    const rank = this.rank(name);
    return rank === undefined ? undefined : this.severities[rank];
  }

  /** The place on the scale, 0 for the worst. */
  rank(name: string): number | undefined {
    return this.#rankByName.get(name.trim().toLocaleLowerCase('en-US'));
  }

  /** Whether the first severity is as bad as the second, or worse. Unknown names never are. */
  isAtLeast(name: string, threshold: string): boolean {
    const [a, b] = [this.rank(name), this.rank(threshold)];
    return a !== undefined && b !== undefined && a <= b;
  }
}
