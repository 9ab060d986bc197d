import { isScreen, type View } from './state/screens.ts';
import type { ImportSetting } from '../assessment/import-setting.ts';
import type { PlanForm, PlanWish } from './state/plan-form.ts';

/** How a person's own files were read, as an address carries it. */
export interface Reading {
  /** Values are divided by this. */
  readonly scale?: number;
  readonly labelColumn?: string;
  /** SHA-256 of the file of statistics that the values are standardised with. */
  readonly statistics?: string;
  /** How the model is read; names of classes are not in it, since an address carries nobody's words. */
  readonly setting?: ImportSetting;
}

/** The form of addresses that this lab writes; addresses without one are of the first. */
export const addressVersion = 1;

/** Characters of an address that every browser, chat and QR code takes; settings that need more go into a file. */
export const longestAddress = 2000;

/** What the address holds: enough to give the same numbers again, and no name or note of anybody's. */
export interface Address {
  /** A bundled target's id. */
  readonly target?: string;
  /** SHA-256 of a person's own model and of its samples as read, which a link can name but not carry. */
  readonly model?: string;
  readonly data?: string;
  readonly reading?: Reading;
  readonly plan?: PlanWish;
  /** A place of the page (`screens.ts`). */
  readonly screen?: string;
  /** What the screen shows of itself. */
  readonly view?: View;
  /** Ids of controls that are not on the page. */
  readonly hidden?: readonly string[];
  /** A lesson that goes on beside the screen, and its step, counted from 1. */
  readonly lesson?: string;
  readonly step?: number;
  /** The address speaks of a run of the plan; it is continued where the page itself was loaded anew, else offered. */
  readonly run: boolean;
  /** Texts are stretched, for tests of layouts. */
  readonly lang?: string;
  /** A newer lab wrote it (some of it may say nothing here), or it is too long to be one of this lab's. */
  readonly problem?: 'newer' | 'long';
  /** Parts that were not understood, as they stand; absent where there are none. */
  readonly unclear?: readonly string[];
}

const hash = /^[0-9a-f]{64}$/;
const word = /^[\w.-]{1,64}$/;

/** Written into the part after `#`, which never leaves the machine. */
export function writeAddress(address: Address): string {
  const query = new URLSearchParams();
  const { screen, target, model, data, reading, plan, view, hidden, lesson, step, lang, run } = address;
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
  set('read', settingText(reading?.setting));
  if (plan) {
    set('indicators', plan.indicators?.join(','));
    for (const [name, value] of parametersOf(plan)) set(name, value);
    set('samples', plan.samples === null ? 'all' : plan.samples);
    set('offset', plan.offset || undefined);
    set('seed', plan.seed);
    set('order', plan.order);
    set('engine', plan.engine);
    set('thresholds', plan.thresholds?.join(','));
  }
  for (const [name, value] of Object.entries(view ?? {}))
    if (viewValue.test(value)) set(`view.${name}`, value);
  set('hide', hidden?.join(','));
  set('lang', lang);
  set('lesson', lesson);
  if (lesson !== undefined) set('step', step);
  if (run) query.set('run', '1');
  const text = query.toString().replaceAll('%2C', ',');
  return text && `#v=${addressVersion}&${text}`;
}

/** Whether an address holds all of it. */
export const fits = (address: Address): boolean => writeAddress(address).length <= longestAddress;

/** The address where it is short enough; else what is left of it without plan and view. */
export function fittingAddress(address: Address): string {
  const whole = writeAddress(address);
  if (whole.length <= longestAddress) return whole;
  const { screen, target, model, data, hidden, lesson, step } = address;
  return writeAddress({ screen, target, model, data, hidden, lesson, step, run: false });
}

/** Parameters that are said without their indicator, since nearly every link has them. */
const brief: Readonly<Record<string, { readonly id: string; readonly read: Read }>> = {
  attacks: { id: 'A.5-3', read: (text) => wordsOf(text) },
  norm: { id: 'A.5-3', read: (text) => (/^(linf|l2)$/.test(text) ? text : undefined) },
  epsilons: { id: 'A.5-3', read: (text) => strengths(text) },
  iterations: { id: 'A.5-3', read: (text) => whole(1)(text) },
  restarts: { id: 'A.5-3', read: (text) => whole(1)(text) },
};

/** A parameter with its indicator, as the terminal's `--set` takes it: `A.5-3.mode=cascade`, `A.3-1.batch=50`. */
const fullName = /^([A-Z]\.\d+-\d+[ab]?)\.([a-z]\w{0,30})$/;

/** A value as `--set` takes it: JSON, or a bare word. */
function settingOf(text: string): unknown {
  if (/^[A-Za-z][\w-]{0,60}$/.test(text) && !['true', 'false', 'null'].includes(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return value ?? undefined;
  } catch {
    return undefined;
  }
}

const isWord = (value: unknown) => typeof value === 'string' && settingOf(value) === value;

/** The names and texts of a plan's parameters in an address; what is left to the indicator is not said. */
function parametersOf({ indicators, parameters = {} }: PlanWish): [string, string][] {
  return Object.entries(parameters).flatMap(([id, values]) =>
    Object.entries(values).flatMap(([name, value]): [string, string][] => {
      if (value === null || value === undefined || !(indicators?.includes(id) ?? true)) return [];
      const plain = Array.isArray(value) || typeof value !== 'object';
      if (plain && brief[name]?.id === id)
        return [[name, Array.isArray(value) ? value.join(',') : String(value)]];
      return [[`${id}.${name}`, isWord(value) ? String(value) : JSON.stringify(value)]];
    }),
  );
}

type Read = (text: string) => unknown;

function settingText(setting: ImportSetting | undefined): string | undefined {
  const text = JSON.stringify({ ...setting, classNames: undefined });
  return text === '{}' ? undefined : text;
}

/** Whether it makes sense for a model, the lab says once the model is there. */
function importSettingOf(text: string): unknown {
  const value = text.startsWith('{') ? settingOf(text) : undefined;
  return typeof value === 'object' && value !== null && !('classNames' in value) ? value : undefined;
}

const matching =
  (pattern: RegExp): Read =>
  (text) =>
    pattern.test(text) ? text : undefined;

const oneOf =
  (...known: readonly string[]): Read =>
  (text) =>
    known.includes(text) ? text : undefined;

const listOf =
  (entry: RegExp): Read =>
  (text) => {
    const entries = text.split(',');
    return entries.every((one) => entry.test(one)) ? [...new Set(entries)] : undefined;
  };

/** Which attacks there are, the indicator knows. */
const wordsOf = listOf(/^[a-z][a-z0-9-]{0,40}$/);

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
  lang: oneOf('en', 'zh', 'x-pseudo'),
  screen: (text) => (isScreen(text) ? text : undefined),
  lesson: matching(/^[a-z][a-z-]{0,40}$/),
  step: (text) => whole(1)(text),
  hide: (text) => (/^[a-z][\w.,-]{0,1500}$/.test(text) ? text.split(',') : undefined),
};

/** A part of the view: `view.epsilon=0.1`. */
const viewName = /^view\.([a-z][a-z-]{0,20})$/;
/** Ids and numbers: no spaces and no letters beyond ASCII, since a view carries nobody's names or notes. */
const viewValue = /^[\x21-\x7e]{1,200}$/;

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
  read: { field: 'setting', read: importSettingOf },
};

const fields: Readonly<Record<Exclude<keyof PlanForm, 'parameters'>, Read>> = {
  indicators: listOf(/^[A-Z]\.\d+-\d+[ab]?$/),
  samples: (text) => (text === 'all' ? null : whole(1)(text)),
  offset: whole(0),
  thresholds: listOf(/^[A-Z]\.\d+-\d+[ab]?\s*[<>]=?\s*[\d.eE+-]+$/),
  order: oneOf('file', 'random'),
  seed: whole(0),
  engine: oneOf('wasm', 'auto', 'webgpu'),
};

interface Part {
  readonly part: 'top' | 'reading' | 'plan' | 'parameter';
  readonly field: string;
  /** The indicator whose parameter it is. */
  readonly id?: string;
  readonly read: Read;
}

function placeOf(name: string): Part | undefined {
  if (Object.hasOwn(top, name)) return { part: 'top', field: name, read: top[name] };
  if (Object.hasOwn(readings, name)) return { part: 'reading', ...readings[name] };
  if (Object.hasOwn(fields, name))
    return { part: 'plan', field: name, read: fields[name as keyof typeof fields] };
  if (Object.hasOwn(brief, name)) return { part: 'parameter', field: name, ...brief[name] };
  const [, id, field] = fullName.exec(name) ?? [];
  if (id !== undefined) return { part: 'parameter', id, field, read: settingOf };
  return undefined;
}

/** Reads an address, or the settings of a file, which may be longer. Parts that do not make sense are left out of what it says and named in `unclear`. */
export function readAddress(text: string, longest = longestAddress): Address {
  if (text.length > longest) return { run: false, problem: 'long' };
  const found: Record<string, unknown> = {};
  const reading: Record<string, unknown> = {};
  const plan: Record<string, unknown> = {};
  const parameters: Record<string, Record<string, unknown>> = {};
  const view: Record<string, string> = {};
  const unclear: string[] = [];
  let run = false;
  let newer = false;
  for (const [name, value] of new URLSearchParams(text.replace(/^#/, ''))) {
    if (name === 'v' && /^[1-9]\d{0,3}$/.test(value)) {
      newer = Number(value) > addressVersion;
      continue;
    }
    const [, part] = viewName.exec(name) ?? [];
    if (part && viewValue.test(value)) {
      view[part] = value;
      continue;
    }
    const place = placeOf(name);
    const meaning = place?.read(value);
    if (!place || meaning === undefined) unclear.push(`${name}=${value}`.slice(0, 80));
    else if (place.part === 'reading') reading[place.field] = meaning;
    else if (place.part === 'plan') plan[place.field] = meaning;
    else if (place.id !== undefined)
      plan.parameters = withParameter(parameters, place.id, place.field, meaning);
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
    ...(newer ? { problem: 'newer' } : {}),
    ...(unclear.length ? { unclear } : {}),
  };
}

function withParameter(
  parameters: Record<string, Record<string, unknown>>,
  id: string,
  name: string,
  value: unknown,
): Record<string, Record<string, unknown>> {
  parameters[id] = { ...parameters[id], [name]: value };
  return parameters;
}
