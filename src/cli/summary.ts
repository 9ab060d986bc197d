import { checkedFor, selfCheckState, type SelfCheckState } from '../assessment/self-checks.ts';
import { theftsOf } from '../assessment/thefts.ts';
import type { Report } from '../document/report.ts';
import type { Item } from '../document/types.ts';
import { text, type Language, type Message, type MessageId } from '../messages/index.ts';
import { indicatorEntry } from '../standard/indicators.ts';

const number = (value: number) => String(Number(value.toFixed(4)));

const methods: Readonly<Record<string, MessageId>> = {
  wilson: 'cli.method-wilson',
  newcombe: 'cli.method-newcombe',
  'bootstrap-bca': 'cli.method-bootstrap-bca',
  'bootstrap-percentile': 'cli.method-bootstrap-percentile',
  t: 'cli.method-t',
};

const methodName = (method: string, language: Language): string =>
  Object.hasOwn(methods, method) ? text(methods[method], language) : method;

function figure({ value, interval, correct, n }: Item, language: Language): string {
  if (value === null) return '';
  const range = interval
    ? text(
        {
          id: 'cli.summary-interval',
          values: {
            percent: Math.round((interval.level ?? 0.95) * 100),
            low: number(interval.low),
            high: number(interval.high),
            method: methodName(interval.method, language),
          },
        },
        language,
      )
    : '';
  const counted = correct === null ? `n = ${n}` : `${correct}/${n}`;
  return [`${number(value)}`, range, counted].filter(Boolean).join(' · ');
}

/** Attacks and largest ε of a robustness row: what its number speaks of. */
function budget({ curves }: Item, language: Language): string | undefined {
  const raw = curves.filter(({ kind, x }) => kind === 'raw' && x.name === 'epsilon');
  if (raw.length === 0) return undefined;
  const epsilons = raw.flatMap(({ points }) => points.map(({ x }) => x)).filter((epsilon) => epsilon > 0);
  const values = {
    attacks: [...new Set(raw.map(({ attack }) => attack))].join(', '),
    from: Math.min(...epsilons),
    to: Math.max(...epsilons),
  };
  return text({ id: 'cli.summary-budget', values }, language);
}

type Reservations = Readonly<Partial<Record<SelfCheckState, MessageId>>>;

/** What must be read beside the number when its self-checks do not stand behind it. */
const reservations: Readonly<Record<ReturnType<typeof checkedFor>, Reservations>> = {
  strength: {
    failed: 'cli.summary-unreliable',
    off: 'cli.summary-unchecked',
    open: 'cli.summary-checks-open',
  },
  difference: {
    failed: 'assessment.judged-differ',
    off: 'assessment.judged-no-baselines',
    open: 'assessment.judged-no-baselines',
  },
};

/** A line for each attack of a membership row. */
function rocLines({ roc = [] }: Item, language: Language): string[] {
  return roc.map(({ attack, defence, auc, tprAtFpr }) => {
    const low = tprAtFpr['0.01']?.tpr;
    const values = {
      attack: defence === undefined ? attack : `${attack} (${defence})`,
      auc: number(auc.value),
      low: number(auc.low),
      high: number(auc.high),
      ...(low ? { tpr: number(low.value) } : {}),
    };
    return text({ id: low ? 'cli.summary-roc' : 'cli.summary-roc-unresolved', values }, language);
  });
}

/** Lines for each sampler of a stealing row, what its areas mean, and what they are to be held against. */
function theftLines(item: Item, language: Language): string[] {
  const thefts = theftsOf(item);
  if (!thefts) return [];
  const say = (id: MessageId, values: Message['values'] = {}) => text({ id, values }, language);
  const { areas, asked, controls } = thefts;
  const lines = asked.flatMap(({ sampler, alarms }) => {
    const last = (measure: string) =>
      item.curves.find((curve) => curve.attack === sampler && curve.measure === measure)?.points.at(-1);
    const area = (measure: string) => {
      const found = areas.find(
        (one) => one.sampler === sampler && one.measure === measure && one.axis === 'linear',
      );
      return found && { area: number(found.value), low: number(found.low), high: number(found.high) };
    };
    const [fidelity, accuracy] = [last('fidelity'), last('accuracy')];
    const [agreeing, deviating] = [area('fidelity'), area('deviation')];
    const raised = alarms.filter((alarm) => alarm !== null);
    return [
      ...(fidelity && accuracy && agreeing
        ? [
            say('cli.summary-theft', {
              sampler,
              ...agreeing,
              queries: fidelity.x,
              fidelity: number(fidelity.y),
              accuracy: number(accuracy.y),
            }),
          ]
        : []),
      ...(deviating ? [say('cli.summary-theft-deviation', { sampler, ...deviating })] : []),
      ...(raised.length > 0
        ? [
            say('cli.summary-theft-alarm', {
              sampler,
              alarms: raised.length,
              seeds: alarms.length,
              first: Math.min(...raised),
            }),
          ]
        : []),
    ];
  });
  const { independent, chance } = controls;
  return [
    ...lines,
    say('cli.summary-theft-reading'),
    ...(independent
      ? [
          say('cli.summary-theft-independent', {
            agreement: number(independent.agreement.value),
            chance: number(chance),
          }),
        ]
      : []),
  ];
}

function itemLines(item: Item, language: Language): string[] {
  const title = indicatorEntry(item.id)?.title[language] ?? item.id;
  const status = text(`cli.status-${item.status}`, language);
  const numbers = figure(item, language);
  const reservation = reservations[checkedFor(item)][selfCheckState(item)];
  const lines = [`${item.id} ${title}: ${numbers === '' ? status : `${numbers} (${status})`}`];
  const extras = [
    budget(item, language),
    ...rocLines(item, language),
    ...theftLines(item, language),
    reservation && text(reservation, language),
  ];
  for (const extra of extras) if (extra) lines.push(`  ${extra}`);
  return lines;
}

/** Each sentence once, however many items carry it. */
function distinct(messages: readonly Message[], language: Language): string[] {
  return [...new Set(messages.map((message) => text(message, language)))];
}

/** What a person in front of the terminal wants to read of a report. */
export function summary(report: Report, language: Language): string[] {
  const lines = report.items.flatMap((item) => itemLines(item, language));
  for (const { threshold, outcome, reason } of report.judgement) {
    lines.push(`${threshold}: ${text(`cli.status-${outcome}`, language)}. ${text(reason, language)}`);
  }
  const warnings = distinct(
    report.items.flatMap((item) => item.warnings),
    language,
  );
  return [...lines, ...warnings.map((warning) => `! ${warning}`)];
}
