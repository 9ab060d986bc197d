/**
 * The catalogue of the draft *Information security technology — Security specification and assessment methods for machine
 * learning algorithms* (信息安全技术 机器学习算法安全评估规范, TC260 draft for comments, 2021-07-27), paraphrased in both
 * languages. Clause numbers and terms are the draft's; GB/T 42888-2023, its final form, may differ.
 */

/** A text in both languages. */
export interface Bilingual {
  readonly en: string;
  readonly zh: string;
}

/** What is unclear in the draft, and the reading used here. */
export interface Note {
  readonly issue: Bilingual;
  readonly reading: Bilingual;
}

export type Attribute =
  'confidentiality' | 'integrity' | 'availability' | 'controllability' | 'robustness' | 'privacy';

/** One row of tables A.1–A.6. */
export interface IndicatorEntry {
  /** Table and row, e.g. `A.5-3`. */
  readonly id: string;
  /** As printed; null for the three rows printed without a number. */
  readonly number: number | null;
  readonly attribute: Attribute;
  readonly category: Bilingual;
  readonly title: Bilingual;
  /** What is measured. */
  readonly target: Bilingual;
  readonly method: Bilingual;
  readonly measure: {
    readonly kind:
      'curve' | 'rate' | 'ratio' | 'statistic' | 'duration' | 'count' | 'checklist' | 'similarity';
    readonly xAxis: Bilingual | null;
    readonly yAxis: Bilingual | null;
    readonly aggregate: Bilingual | null;
    readonly asPrinted: Bilingual;
  };
  /** The figure to show. */
  readonly reportAs: Bilingual;
  /** Of the figure in `reportAs`. */
  readonly direction: 'higher-better' | 'lower-better' | 'checklist';
  /** `unspecified` where the draft's cell is blank. */
  readonly required: 'required' | 'optional' | 'unspecified';
  /** Category of A.7. */
  readonly calculation: 'expert' | 'dataset' | 'simulated-attack';
  readonly automatable: {
    readonly level: 'in-browser' | 'partly' | 'evidence-only';
    readonly why: Bilingual;
  };
  readonly owasp: readonly string[];
  readonly relatedClauses: readonly string[];
  readonly testedBy: readonly string[];
  readonly notes: readonly Note[];
}

export type Level = 'basic' | 'enhanced';

export type Stage =
  | 'general'
  | 'design-development'
  | 'verification-testing'
  | 'deployment-operation'
  | 'maintenance-upgrading'
  | 'decommissioning-removal';

/** One lettered item or numbered sub-item of 6.1–6.6, with the item of clause 7 that confirms it. */
export interface RequirementEntry {
  readonly id: string;
  readonly ref: string;
  readonly stage: Stage;
  readonly parent: string | null;
  readonly role: 'requirement' | 'measure' | 'indicator-threshold' | 'activity' | 'option' | 'condition';
  /** `own`: judged itself; `from-children`: follows from its sub-items; `supports-parent`: evidence for its parent. */
  readonly verdict: 'own' | 'from-children' | 'supports-parent';
  readonly level: Level;
  readonly levelMarking: {
    readonly clause6: Level | null;
    readonly clause7: Level | null;
    readonly status: 'clear' | 'ambiguous';
    readonly alternativeLevel: Level | null;
  };
  readonly summary: Bilingual;
  readonly confirmation: {
    /** Null where clause 7 has none; then `via` names those used instead. */
    readonly id: string | null;
    readonly ref: string | null;
    /** The sub-item has no item of its own and borrows its parent's. */
    readonly shared: boolean;
    readonly via: readonly string[];
    readonly summary: Bilingual;
    readonly means: readonly ('interview' | 'document-check' | 'test')[];
    readonly citedAs: string | null;
    readonly indicators: readonly string[];
    /** Only where the letter of the text names more or fewer indicators. */
    readonly literalIndicators?: readonly string[];
    readonly suggestedIndicators: readonly string[];
  };
  readonly notes: readonly Note[];
}

/** One risk of Appendix B. */
export interface RiskEntry {
  readonly id: string;
  readonly ref: string;
  readonly stage: Stage;
  readonly level: 'algorithm' | 'data' | 'environment';
  readonly title: Bilingual;
  readonly summary: Bilingual;
  readonly indicators: readonly string[];
  /** Ids of `attacks-defences`. */
  readonly attacks: readonly string[];
  readonly notes: readonly Note[];
}

/** One entry of the catalogue of attacks, defences and what is around them (Appendix C and companion documents). */
export interface KnowledgeEntry {
  readonly id: string;
  readonly kind: 'goal' | 'knowledge' | 'attack' | 'defence' | 'detection' | 'method' | 'risk';
  readonly sources: readonly { readonly seed: string; readonly at: string }[];
  readonly title: Bilingual;
  readonly summary: Bilingual;
  readonly figures: readonly { readonly what: Bilingual; readonly value: number; readonly unit: string }[];
  readonly table?: { readonly columns: readonly string[]; readonly rows: readonly (readonly unknown[])[] };
  readonly steps?: readonly Bilingual[];
  readonly severity?: string;
  readonly mitigations?: readonly Bilingual[];
  readonly indicators: readonly string[];
  readonly owasp: readonly string[];
  readonly related: readonly string[];
  readonly notes: readonly Note[];
}
