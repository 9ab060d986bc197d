import type { Report } from '../../document/report.ts';
import type { Language } from '../../messages/index.ts';
import type { ModelCard } from '../../training/card.ts';
import type { Screen, View } from '../state/screens.ts';
import type { AnchorId } from './anchors.ts';
import type { Fact } from './facts.ts';
import type { LessonRunId } from './results.ts';

/** A text of a lesson in every language of the page. `{name}` stands for a fact of the step. */
export type Words = Readonly<Record<Language, string>>;

/** What a lesson may count on: real results, stored or run here, and the cards of bundled models. */
export interface Evidence {
  /** The report of a plan: this visit's own run of it where there is one. */
  run(id: LessonRunId): Report;
  card(target: string): ModelCard;
}

/** What a step's question may look at on the page. */
export interface Sight {
  readonly screen: Screen;
  readonly view: View;
}

/** The place that a step shows. */
export interface Enter {
  readonly screen: Extract<Screen, 'explore' | 'report' | 'walk' | 'plan'>;
  /** The result on show; its model is the target. */
  readonly run: LessonRunId;
  /** Results laid over it on the explore screen. */
  readonly over?: readonly LessonRunId[];
  readonly view?: View;
  /** The place of the screen that the text speaks of. */
  readonly look: AnchorId;
}

interface Question {
  readonly question: Words;
}

/** One of several. */
export interface Choice extends Question {
  readonly kind: 'choice';
  readonly options: readonly { readonly id: string; readonly text: Words }[];
  /** Id of the right one. */
  answer(evidence: Evidence): string;
}

/** A number to be read or reckoned. */
export interface Reckon extends Question {
  readonly kind: 'number';
  /** `percent`: typed as 41 for 0.41; `answer` and `tolerance` are shares. */
  readonly unit: 'percent' | 'plain';
  answer(evidence: Evidence): number;
  /** Furthest distance from the answer that is right. */
  readonly tolerance: number;
  /** Answers that show a known mistake, with what to say about it. */
  readonly mistakes?: readonly { readonly at: (evidence: Evidence) => number; readonly says: Words }[];
}

/** A guess of a share before it is shown; nothing is wrong about a guess. */
export interface Predict extends Question {
  readonly kind: 'predict';
  answer(evidence: Evidence): number;
  /** As far as this it counts as close. */
  readonly close: number;
}

/** One of several places of the page: clicked there, or chosen by name. */
export interface Point extends Question {
  readonly kind: 'point';
  readonly places: readonly { readonly anchor: AnchorId; readonly name: Words }[];
  answer(evidence: Evidence): AnchorId;
}

/** Something to be done on the screen itself. */
export interface Task extends Question {
  readonly kind: 'task';
  done(sight: Sight, evidence: Evidence): boolean;
  /** What it comes to, for the trainer's notes. */
  readonly solution: Words;
}

export type Ask = Choice | Reckon | Predict | Point | Task;

export interface Step {
  /** Unique within the lesson. */
  readonly id: string;
  readonly title: Words;
  readonly enter: Enter;
  /** What is shown once the question is answered, where it must not be seen before. */
  readonly reveal?: Enter;
  /** What is seen and why it matters, a paragraph each. */
  readonly text: readonly Words[];
  /** The numbers of the texts, from the evidence. Those named in `text` must not give the answer away. */
  facts?(evidence: Evidence): Readonly<Record<string, Fact>>;
  /** Results and cards that the step needs beside the one it shows. */
  readonly uses?: { readonly runs?: readonly LessonRunId[]; readonly cards?: readonly string[] };
  readonly ask: Ask;
  /** What is said afterwards: with the real numbers. `{given}` is the answer that was given. */
  readonly right: Words;
  /** Where the answer was another; default: `right`. */
  readonly wrong?: Words;
  readonly hints?: readonly Words[];
  /** For the trainer alone. */
  readonly notes: Words;
  /** Room on the worksheet: lines to write on, or empty axes to draw a curve into. */
  readonly paper?: { readonly lines?: number; readonly axes?: 'epsilon' | 'iterations' };
}

/** One lesson: one file in `lessons/` and one line in its list. */
export interface Lesson {
  readonly id: string;
  readonly title: Words;
  /** One sentence: what it is about. */
  readonly lead: Words;
  /** What one can do afterwards. */
  readonly aims: readonly Words[];
  readonly minutes: number;
  /** Ids of lessons that come before. */
  readonly after: readonly string[];
  /** What of the standard's draft it teaches. */
  readonly clause: Words;
  /** For the trainer: before the lesson starts. */
  readonly notes: Words;
  readonly steps: readonly Step[];
}
