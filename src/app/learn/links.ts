import { writeAddress } from '../address.ts';

export interface LessonLink {
  readonly lesson: string;
  readonly step?: number;
  readonly paper?: 'worksheet' | 'notes';
}

/** A link that opens a lesson at a step, or one of its papers. */
export function linkTo(href: string, { lesson, step, paper }: LessonLink): string {
  const view = {
    lesson,
    ...(step === undefined ? {} : { step: String(step) }),
    ...(paper ? { paper } : {}),
  };
  return href.replace(/#.*$/s, '') + writeAddress({ screen: 'learn', view, run: false });
}
