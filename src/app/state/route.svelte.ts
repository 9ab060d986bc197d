import type { Screen, View } from './screens.ts';

/** A step of a lesson, counted from 1. */
export interface LessonPlace {
  readonly id: string;
  readonly step: number;
}

/** Where the page is: its screen, what the screen shows, and the controls that a link has taken away. */
class Route {
  screen = $state<Screen>('start');
  view = $state.raw<View>({});
  /** Ids such as `plan.seed`; a trainer hands out a reduced page with them. */
  hidden = $state.raw<readonly string[]>([]);
  /** The lesson that goes on beside the screens. */
  lesson = $state.raw<LessonPlace | null>(null);
}

export const route = new Route();

/** Whether a control is on the page; ids are `<screen>.<part>`, and a screen's own id hides it from the navigation. */
export const shows = (id: string): boolean => !route.hidden.includes(id);
