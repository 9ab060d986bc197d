import type { Lesson } from '../types.ts';
import { adversarialExample } from './adversarial-example.ts';
import { adversarialTraining } from './adversarial-training.ts';
import { gradientMasking } from './gradient-masking.ts';
import { membershipInference } from './membership-inference.ts';
import { oneStepToMany } from './one-step-to-many.ts';
import { robustnessCurve } from './robustness-curve.ts';

/** The lessons in the order in which they are taught; a lesson is one file and one line here. */
export const lessons: readonly Lesson[] = [
  adversarialExample,
  oneStepToMany,
  robustnessCurve,
  adversarialTraining,
  gradientMasking,
  membershipInference,
];

export const lessonOf = (id: string): Lesson | undefined => lessons.find((lesson) => lesson.id === id);
