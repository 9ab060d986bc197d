import type { en } from './en.ts';

/** 简体中文文案，按使用位置分组；`{name}` 为取值占位符。 */
export const zh: Record<keyof typeof en, string> = {
  // app
  // assessment
  'assessment.plan-shape': '方案应为 JSON 对象，例如 {"indicators": ["A.5-3"], "samples": 200}。',
  'assessment.plan-unknown-field': '方案中的字段 {field} 不存在；可用字段为 {known}。',
  'assessment.plan-field': '方案的 {field} 无效；应为 {expected}。',
  'assessment.setting-form':
    '设置 {setting} 的格式不对；应为 A.5-3.epsilons=[0,0.1]，即指标编号、参数名与 JSON 值。',
  'assessment.setting-not-planned':
    '设置 {setting} 针对的 {id} 不在方案的指标之中；请将其加入 --indicators。',
  'assessment.no-indicator': '方案未列出任何指标；请至少列出一项，例如 A.5-3。',
  'assessment.unknown-indicator': '没有可测量的指标 {id}；目前可测量的指标有 {known}。',
  'assessment.indicator-twice': '指标 {id} 在方案中出现两次；请只列一次。',
  'assessment.no-gradient':
    '{id} 为白盒测量，而该模型含有无法求导的算子（{operators}）；请从方案中去掉 {id}。',
  'assessment.threshold-form':
    '阈值 {text} 的格式不对；应为 A.5-3>=0.4，即指标编号、>= > <= < 之一与一个数。',
  'assessment.threshold-not-planned': '阈值 {text} 针对的 {id} 不在方案的指标之中；请将其加入 --indicators。',
  'assessment.judged-unfinished': '该项未完成，无法判断。',
  'assessment.judged-no-interval': '该值没有置信区间，无法判断。',
  'assessment.judged-not-met': '整个区间 {low}–{high} 均不满足限值 {limit}。',
  'assessment.judged-met': '整个区间 {low}–{high} 均满足限值 {limit}。',
  'assessment.judged-undecided': '限值 {limit} 落在区间 {low}–{high} 之内；增加样本或可判定。',
  'assessment.judged-unreliable': '自检未通过，该值只是上界，不满足任何阈值。',
  'assessment.no-samples': '数据中没有测试样本；请提供至少一个带标签的样本。',
  'assessment.offset-too-large': '偏移量 {offset} 超出测试集（共 {of} 个样本）；请减小偏移量。',
  'assessment.too-few-samples':
    '要求 {samples} 个样本，而测试集在偏移量 {offset} 之后只有 {available} 个；请减少样本数。',
  'assessment.first-in-file': '取测试集 {of} 个样本中按文件顺序的前 {count} 个，并非随机抽样。',
  'assessment.part-in-file': '取测试集 {of} 个样本中按文件顺序的第 {first} 至 {last} 个，并非随机抽样。',
  'assessment.class-mix':
    '其类别构成与全部 {of} 个测试样本的差异超出随机波动；如需代表整体，请改用随机顺序。',
  'assessment.classes': '数据有 {data} 个类别，而模型只有 {model} 个；请使用标签与模型一致的数据。',
  'assessment.failed': '该项无法测量：{reason}',
  'assessment.nothing-to-merge': '没有可合并的内容；请给出所有分片的部分报告。',
  'assessment.same-versions':
    '第 {first} 份与第 {second} 份报告来自不同版本的程序或引擎；请用同一版本生成所有分片。',
  'assessment.same-model': '第 {first} 份与第 {second} 份报告针对不同的模型；只能合并同一模型的分片。',
  'assessment.same-data': '第 {first} 份与第 {second} 份报告针对不同的数据；只能合并同一数据集的分片。',
  'assessment.same-plan': '第 {first} 份与第 {second} 份报告的方案不同；只能合并同一方案的分片。',
  'assessment.same-engine': '第 {first} 份与第 {second} 份报告来自不同的引擎；请用同一引擎生成所有分片。',
  'assessment.not-partial': '第 {report} 份报告不是部分报告，无需合并。',
  'assessment.shard-counts': '一份报告取自 {a} 个分片，另一份取自 {b} 个分片；只能合并同一种划分的分片。',
  'assessment.shard-twice': '分片 {shard} 出现两次；每个分片只能给出一次。',
  'assessment.shards-missing': '缺少分片：{missing}；请给出所有分片的报告。',
  'assessment.part-twice': '{id} 的片段 {key} 出现在两份报告中；每个分片只能给出一次。',
  'assessment.part-unknown': '{id} 的片段 {key} 不属于该方案；报告可能被手工修改过。',
  'assessment.part-broken': '{id} 的片段 {key} 无法读取；报告可能被手工修改过。',
  'assessment.parts-missing': '{id} 的 {all} 个片段中缺少 {missing} 个；某个分片可能被中途取消，请重新运行。',
  'assessment.other-model': '该模型不是报告所针对的模型（哈希值不同）；请提供生成报告时所用的模型。',
  'assessment.other-data': '该数据不是报告所针对的数据（哈希值不同）；请提供相同的文件、缩放与标准化设置。',
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
  'graph.not-onnx': '此文件不是完整的 ONNX 模型，请重新导出为 .onnx 文件。',
  'graph.old-opset': '模型使用的算子集 {opset} 过旧（最低 {oldest}），请以算子集 13 或更新版本重新导出。',
  'graph.too-large': '模型大于 {megabytes} MB，请选择较小的模型。',
  'graph.too-many-nodes': '模型含 {count} 个算子，超出上限；请去掉训练部分后重新导出，或选择较小的模型。',
  'graph.bad-tensor': '“{name}”存储的数值与文件所给维度不符，请重新导出模型。',
  'graph.tensor-type': '“{name}”的数据类型（ONNX 类型 {type}）无法读取，请以 float32 导出模型。',
  'graph.external-data': '“{name}”的数值存放在另一个文件中，请将权重与模型导出为同一文件。',
  'graph.sparse': '模型含稀疏权重，无法读取；请以普通权重导出。',
  'graph.defined-twice': '模型中数值“{name}”被重复定义，请重新导出模型。',
  'graph.missing-value': '算子“{node}”读取的“{name}”在模型中未定义，请重新导出模型。',
  'graph.cycle': '模型的算子在“{node}”处形成环，请重新导出模型。',
  'graph.inputs': '模型有 {count} 个输入，而此处只接受单输入模型；请固定其余输入后导出。',
  'graph.input-type': '输入“{name}”不是 float32，请以 float32 输入导出模型。',
  'graph.free-shape': '输入“{name}”的单样本形状未确定，请固定除批量外的各维后导出模型。',
  'graph.sample-too-large': '模型的单个样本过大，请选择输入较小的模型。',
  'graph.unknown-operators': '模型使用了尚不支持的算子：{operators}；请改用其他算子导出，或选择其他模型。',
  'graph.does-not-fit': '算子“{node}”（{operator}）与其输入不匹配，请检查模型各层形状后重新导出。',
  'graph.not-a-classifier': '模型没有“每个样本一行类别值”（至少 2 类）的输出，请选择分类模型。',
  'graph.no-gradient': '以下算子没有梯度，此模型不能使用白盒方法：{operators}；仍可使用黑盒方法。',
  'graph.too-few-classes': '该损失函数至少需要 2 个类别。',
  'graph.engine-refuses': '推理引擎无法运行此模型，请以常用算子集（13 至 21）重新导出。',
  // indicators
  // oracles
  'oracle.label': '标签 {label} 不在模型的 {classes} 个类别之内（从 0 计），请检查标签。',
  'oracle.sample-shape': '数据的单样本形状为 {given}，模型需要 {wanted}，请选择与模型匹配的数据。',
  'oracle.input-not-finite': '数据中含有非有限数值，请先去除。',
  'oracle.not-finite': '模型输出了非有限数值，结果没有意义，已停止运行；请检查模型及其输入范围。',
  // training
  'training.no-target': '没有名为“{id}”的内置模型；请从以下模型中选择：{known}。',
  'training.broken-file': '试金石自带的文件“{file}”已损坏或与本版本不符；请重新安装或重新加载。',
  // workers
  'workers.crashed': '工作线程意外终止，该任务已尝试 {tries} 次。请减小批量或减少线程数后继续。',
};
