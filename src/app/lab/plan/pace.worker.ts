import { expose } from 'comlink';
import type { SubjectSource } from '../../../assessment/executor.ts';
import { pageEngine } from '../../../workers/page/engine.ts';
import { answer } from '../answer.ts';
import { timePasses } from './timing.ts';

expose({
  time: (source: SubjectSource) =>
    answer(() =>
      timePasses(
        source,
        pageEngine((runtime) => runtime),
      ),
    ),
});
