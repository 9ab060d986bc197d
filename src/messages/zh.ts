import type { en } from './en.ts';

/** 简体中文文案，按使用位置分组；`{name}` 为取值占位符。 */
export const zh: Record<keyof typeof en, string> = {
  // app
  // assessment
  // attacks
  // cli
  // datasets
  // graph
  // indicators
  // training
  // workers
  'workers.crashed': '工作线程意外终止，该任务已尝试 {tries} 次。请减小批量或减少线程数后继续。',
};
