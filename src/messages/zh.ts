import type { en } from './en.ts';

/** 简体中文文案，按使用位置分组；`{name}` 为取值占位符。 */
export const zh: Record<keyof typeof en, string> = {
  // app
  // assessment
  // attacks
  'attacks.fgsm': '快速梯度符号法（FGSM）',
  'attacks.bim': '基本迭代法（BIM）',
  'attacks.pgd': '投影梯度下降（PGD）',
  'attacks.mi-fgsm': '动量迭代快速梯度符号法（MI-FGSM）',
  'attacks.apgd-ce': '自动投影梯度下降，交叉熵损失（APGD-CE）',
  'attacks.apgd-dlr': '自动投影梯度下降，logit 差比损失（APGD-DLR）',
  // cli
  // datasets
  // document
  'document.not-a-report': '该文件不是试金石报告；请提供由 assess 或 merge 生成的 report.json。',
  'document.newer': '该报告的版本为 {version}，当前试金石最高支持版本 {known}；请使用更新的试金石。',
  'document.invalid': '报告无效：{place} 应为 {expected}；文件可能被手工修改过。',
  'document.too-large': '该报告超过 {megabytes} MB，大于本工具可能写出的任何报告；请确认文件是否正确。',
  // graph
  // indicators
  // training
  // workers
  'workers.crashed': '工作线程意外终止，该任务已尝试 {tries} 次。请减小批量或减少线程数后继续。',
};
