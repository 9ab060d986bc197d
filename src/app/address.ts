import { isScreen, type View } from './state/screens.ts';
import { attackIds, indicatorIds, type PlanForm } from './state/plan-form.ts';

/** How a person's own files were read, as an address carries it. */
export interface Reading {
  /** Values are divided by this. */
  readonly scale?: number;
  readonly labelColumn?: string;
  /** SHA-256 of the file of statistics that the values are standardised with. */
  readonly statistics?: string;
}

/** What the address holds: enough to give the same numbers again. */
export interface Address {
  /** A bundled target's id. */
  readonly target?: string;
  /** SHA-256 of a person's own model and of its samples as read, which a link can name but not carry. */
  readonly model?: string;
  readonly data?: string;
  readonly reading?: Reading;
  readonly plan?: Partial<PlanForm>;
  /** A place of the page (`screens.ts`). */
  readonly screen?: string;
  /** What the screen shows of itself. */
  readonly view?: View;
  /** Ids of controls that are not on the page. */
  readonly hidden?: readonly string[];
  /** The address speaks of a run of the plan; it is continued where the page itself was loaded anew, else offered. */
  readonly run: boolean;
  /** Parts that were not understood, as they stand; absent where there are none. */
  readonly unclear?: readonly string[];
}

const hash = /^[0-9a-f]{64}$/;
const word = /^[\w.-]{1,64}$/;

/** Written into the part after `#`, which never leaves the machine. */
export function writeAddress(address: Address): string {
  const query = new URLSearchParams();
  const { screen, target, model, data, reading, plan, view, hidden, run } = address;
  const set = (name: string, value: string | number | undefined) => {
    if (value !== undefined && value !== '') query.set(name, String(value));
  };
  if (screen !== undefined && screen !== 'start' && screen !== 'plan') set('screen', screen);
  set('target', target);
  set('model', model);
  set('data', data);
  set('scale', reading?.scale);
  set('label', reading?.labelColumn);
  set('statistics', reading?.statistics);
  if (plan) {
    set('indicators', plan.indicators?.join(','));
    set('attacks', plan.attacks?.join(','));
    set('norm', plan.norm);
    set('epsilons', plan.epsilons?.join(','));
    for (const name of ['iterations', 'restarts', 'samples', 'seed'] as const)
      set(name, plan[name] === null ? 'all' : plan[name]);
    set('order', plan.order);
    set('engine', plan.engine);
  }
  for (const [name, value] of Object.entries(view ?? {})) set(`view.${name}`, value);
  set('hide', hidden?.join(','));
  if (run) query.set('run', '1');
  const text = query.toString().replaceAll('%2C', ',');
  return text && `#${text}`;
}

type Read = (text: string) => unknown;

const matching =
  (pattern: RegExp): Read =>
  (text) =>
    pattern.test(text) ? text : undefined;

const oneOf =
  (...known: readonly string[]): Read =>
  (text) =>
    known.includes(text) ? text : undefined;

const listOf =
  (known: readonly string[]): Read =>
  (text) => {
    const entries = text.split(',');
    return entries.every((entry) => known.includes(entry)) ? [...new Set(entries)] : undefined;
  };

const whole =
  (least: number): Read =>
  (text) =>
    /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) && Number(text) >= least
      ? Number(text)
      : undefined;

const fraction = (text: string): number | undefined =>
  text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;

function strengths(text: string): number[] | undefined {
  const values = text.split(',').map(fraction);
  return values.every((value) => value !== undefined && value >= 0) ? (values as number[]) : undefined;
}

const top: Readonly<Record<string, Read>> = {
  target: matching(word),
  model: matching(hash),
  data: matching(hash),
  run: matching(/^1$/),
  screen: (text) => (isScreen(text) ? text : undefined),
  hide: (text) => (/^[a-z][\w.,-]{0,500}$/.test(text) ? text.split(',') : undefined),
};

/** A part of the view: `view.epsilon=0.1`. */
const viewName = /^view\.([a-z][a-z-]{0,20})$/;
const longestView = 200;

const readings: Readonly<Record<string, { readonly field: keyof Reading; readonly read: Read }>> = {
  scale: {
    field: 'scale',
    read: (text) => ((fraction(text) ?? 0) > 0 ? Number(text) : undefined),
  },
  label: {
    field: 'labelColumn',
    read: (text) => (text.trim() && text.length <= 200 ? text : undefined),
  },
  statistics: { field: 'statistics', read: matching(hash) },
};

const fields: Readonly<Record<keyof PlanForm, Read>> = {
  indicators: listOf(indicatorIds),
  attacks: listOf(attackIds),
  norm: oneOf('linf', 'l2'),
  epsilons: strengths,
  iterations: whole(1),
  restarts: whole(1),
  samples: (text) => (text === 'all' ? null : whole(1)(text)),
  order: oneOf('file', 'random'),
  seed: whole(0),
  engine: oneOf('wasm', 'auto', 'webgpu'),
};

interface Part {
  readonly part: 'top' | 'reading' | 'plan';
  readonly field: string;
  readonly read: Read;
}

function placeOf(name: string): Part | undefined {
  if (Object.hasOwn(top, name)) return { part: 'top', field: name, read: top[name] };
  if (Object.hasOwn(readings, name)) return { part: 'reading', ...readings[name] };
  if (Object.hasOwn(fields, name)) return { part: 'plan', field: name, read: fields[name as keyof PlanForm] };
  return undefined;
}

/** Reads an address. Parts that do not make sense are left out of what it says and named in `unclear`. */
export function readAddress(text: string): Address {
  const found: Record<string, unknown> = {};
  const reading: Record<string, unknown> = {};
  const plan: Record<string, unknown> = {};
  const view: Record<string, string> = {};
  const unclear: string[] = [];
  let run = false;
  for (const [name, value] of new URLSearchParams(text.replace(/^#/, ''))) {
    const [, part] = viewName.exec(name) ?? [];
    if (part && value.length <= longestView) {
      view[part] = value;
      continue;
    }
    const place = placeOf(name);
    const meaning = place?.read(value);
    if (!place || meaning === undefined) unclear.push(`${name}=${value}`.slice(0, 80));
    else if (place.part === 'reading') reading[place.field] = meaning;
    else if (place.part === 'plan') plan[place.field] = meaning;
    else if (name === 'run') run = true;
    else if (name === 'hide') found.hidden = meaning;
    else found[name] = meaning;
  }
  return {
    ...found,
    ...(Object.keys(reading).length ? { reading } : {}),
    ...(Object.keys(plan).length ? { plan } : {}),
    ...(Object.keys(view).length ? { view } : {}),
    run,
    ...(unclear.length ? { unclear } : {}),
  };
}
