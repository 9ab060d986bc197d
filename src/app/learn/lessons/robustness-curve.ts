import type { Report } from '../../../document/report.ts';
import { accuracyAt, amount, at, correctAt, curve, epsilonOf, plain, robustness, share } from '../facts.ts';
import type { Lesson } from '../types.ts';
import { w } from '../words.ts';

const small = 1 / 16;
const middle = 2 / 16;

/** The draft's mean: accuracies of the worst case at the chosen points, ε = 0 left out. */
const meanOf = (report: Report): number => robustness(report).value ?? 0;

/** What comes out where ε = 0 is taken in by mistake. */
function meanWithZero(report: Report): number {
  const points = curve(report, 'worst-case');
  return points.reduce((sum, { y }) => sum + y, 0) / points.length;
}

/** Successes of the worst case among the samples that were right before. */
const success = (report: Report): number => {
  const right = correctAt(report, 'worst-case', 0);
  return (right - correctAt(report, 'worst-case', middle)) / right;
};

/** The same divided by all samples. */
const successOfAll = (report: Report): number =>
  (correctAt(report, 'worst-case', 0) - correctAt(report, 'worst-case', middle)) /
  at(report, 'worst-case', 0).n;

export const robustnessCurve: Lesson = {
  id: 'robustness-curve',
  title: w('Reading a robustness curve', '读懂鲁棒性曲线'),
  lead: w(
    'Which number the standard’s draft asks for, out of which samples it is counted, and how sure one can be of it.',
    '标准草案要的是哪个数字，它由哪些样本数出来，又有多大把握。',
  ),
  aims: [
    w('read one attack’s curve and the worst case', '读懂单个攻击的曲线与最坏情况曲线'),
    w('compute the mean of A.5-3 by hand', '手算 A.5-3 的平均值'),
    w('name the denominator and the interval of every rate', '说出每个比率的分母与区间'),
  ],
  minutes: 10,
  after: ['adversarial-example', 'one-step-to-many'],
  clause: w('A.5-3, mean over chosen points', 'A.5-3 所选各点的平均'),
  notes: w(
    'Bring paper and pocket calculators: step 3 is done by hand. The worksheet has the axes.',
    '请准备纸和计算器：第 3 步要手算。学习单上有坐标轴。',
  ),
  steps: [
    {
      id: 'read-off',
      title: w('Read one point', '读一个点'),
      enter: {
        screen: 'explore',
        run: 'curve',
        view: { epsilon: String(small), attack: 'worst-case' },
        look: 'explore.chart',
      },
      text: [
        w(
          'Each line is one attack: the share of all {n} samples that are still right after it, at each ε. The black line is the worst case: right after every one of the attacks.',
          '每条线对应一种攻击：在各个 ε 下，全部 {n} 个样本中经它攻击后仍答对的比例。黑线是最坏情况：经过每一种攻击后都仍答对。',
        ),
        w('At ε = {first} the worst case is {atFirst}.', 'ε = {first} 时最坏情况为 {atFirst}。'),
      ],
      facts(evidence) {
        const report = evidence.run('curve');
        const point = at(report, 'worst-case', middle);
        return {
          n: amount(point.n),
          first: epsilonOf(small, report),
          atFirst: accuracyAt(report, 'worst-case', small),
          epsilon: epsilonOf(middle, report),
          accuracy: share(point.y, point),
          left: amount(point.correct ?? 0),
        };
      },
      ask: {
        kind: 'number',
        unit: 'percent',
        question: w(
          'Move the scrubber one point on. What is the worst-case accuracy there, in per cent? (Within 1 point.)',
          '把滑块移到下一格。那里的最坏情况准确率是百分之多少？（相差 1 个百分点以内）',
        ),
        answer: (evidence) => at(evidence.run('curve'), 'worst-case', middle).y,
        tolerance: 0.01,
        mistakes: [
          {
            at: (evidence) => at(evidence.run('curve'), 'fgsm', middle).y,
            says: w(
              'That is the curve of FGSM alone. The worst case lies at or below every single attack.',
              '这是 FGSM 单独的曲线。最坏情况不高于任何单个攻击。',
            ),
          },
          {
            at: (evidence) => at(evidence.run('curve'), 'pgd', middle).y,
            says: w(
              'That is the curve of PGD alone. The worst case lies at or below every single attack.',
              '这是 PGD 单独的曲线。最坏情况不高于任何单个攻击。',
            ),
          },
        ],
      },
      right: w(
        'At ε = {epsilon}: {left} of {n}, that is {accuracy}.',
        'ε = {epsilon} 时，{n} 个样本中答对 {left} 个，即 {accuracy}。',
      ),
      hints: [w('The read-out beside the scrubber names attack and ε.', '滑块旁的读数写明了攻击和 ε。')],
      notes: w(
        'The axes must be named aloud: x is the budget, y counts samples. Nobody should read y as “confidence”.',
        '请大声说出两个轴：横轴是预算，纵轴是样本比例。不要把纵轴当作“置信度”。',
      ),
      paper: { axes: 'epsilon' },
    },
    {
      id: 'worst-case',
      title: w('Why the worst case', '为什么看最坏情况'),
      enter: {
        screen: 'explore',
        run: 'curve',
        view: { epsilon: String(middle), attack: 'worst-case' },
        look: 'explore.attack',
      },
      text: [
        w(
          'At ε = {epsilon} FGSM leaves {fgsm}, PGD {pgd} and APGD-DLR {dlr}. All of them together leave {worst}.',
          'ε = {epsilon} 时，FGSM 之后剩 {fgsm}，PGD 之后剩 {pgd}，APGD-DLR 之后剩 {dlr}。全部合起来只剩 {worst}。',
        ),
      ],
      facts(evidence) {
        const report = evidence.run('curve');
        return {
          epsilon: epsilonOf(middle, report),
          fgsm: amount(correctAt(report, 'fgsm', middle)),
          pgd: amount(correctAt(report, 'pgd', middle)),
          dlr: amount(correctAt(report, 'apgd-dlr', middle)),
          worst: amount(correctAt(report, 'worst-case', middle)),
        };
      },
      ask: {
        kind: 'choice',
        question: w(
          'Why is the worst case lower than the strongest single attack?',
          '为什么最坏情况比最强的单个攻击还低？',
        ),
        options: [
          {
            id: 'union',
            text: w(
              'each attack breaks some samples that the others miss',
              '每种攻击都能攻破一些其他攻击漏掉的样本',
            ),
          },
          { id: 'sum', text: w('the changes of the attacks add up', '各攻击的改动叠加在一起') },
          { id: 'rounding', text: w('it is rounding', '是舍入造成的') },
        ],
        answer: () => 'union',
      },
      right: w(
        'A sample counts as right only if no attack broke it, at this ε or a smaller one. Adding an attack can only lower the curve; leaving attacks out makes a model look better.',
        '只有在该 ε 及更小的 ε 下任何攻击都没有攻破，样本才算答对。增加攻击只会让曲线更低；少用攻击则会让模型显得更好。',
      ),
      wrong: w(
        'Each attack starts anew from the clean picture with the whole budget. Think of one sample at a time.',
        '每种攻击都从原图出发、各自用满预算。请一个样本一个样本地想。',
      ),
      hints: [w('Compare the counts: which samples differ?', '比较各个计数：是哪些样本不同？')],
      notes: w(
        'Ask for the reverse: what if a report shows FGSM alone? Then the figure is an upper bound far above the truth.',
        '可以反问：报告若只给出 FGSM 的曲线会怎样？那就是一个远高于真实情况的上界。',
      ),
      paper: { lines: 2 },
    },
    {
      id: 'mean',
      title: w('The mean of the draft', '草案的平均值'),
      enter: {
        screen: 'explore',
        run: 'curve',
        view: { epsilon: String(small), attack: 'worst-case' },
        look: 'explore.chart',
      },
      reveal: { screen: 'report', run: 'curve', look: 'report.value' },
      text: [
        w(
          'A.5-3 asks for the mean of the accuracy over chosen perturbation sizes. ε = 0 is no attack and stays out of it: five points remain here.',
          'A.5-3 要求在所选扰动幅度上取准确率的平均值。ε = 0 不是攻击，不计入：这里剩下五个点。',
        ),
        w(
          'The worst case counts, point by point from the left: {one}, {two}, {three}, {four} and {five} of {n}.',
          '最坏情况从左到右各点的计数：{one}、{two}、{three}、{four}、{five}，分母都是 {n}。',
        ),
      ],
      facts(evidence) {
        const report = evidence.run('curve');
        const [, one, two, three, four, five] = curve(report, 'worst-case');
        const { value, interval } = robustness(report);
        return {
          n: amount(one.n),
          one: amount(one.correct ?? 0),
          two: amount(two.correct ?? 0),
          three: amount(three.correct ?? 0),
          four: amount(four.correct ?? 0),
          five: amount(five.correct ?? 0),
          mean: share(value ?? 0, interval),
          'with-zero': share(meanWithZero(report)),
        };
      },
      ask: {
        kind: 'number',
        unit: 'percent',
        question: w(
          'Compute the mean accuracy of A.5-3 in per cent, before the report says it. (Within 0.2 points.)',
          '在报告给出数字之前，先算出 A.5-3 的平均准确率（百分数，相差 0.2 个百分点以内）。',
        ),
        answer: (evidence) => meanOf(evidence.run('curve')),
        tolerance: 0.002,
        mistakes: [
          {
            at: (evidence) => meanWithZero(evidence.run('curve')),
            says: w(
              'You took ε = 0 in: that gives {with-zero}, and would reward a model merely for being accurate without attack.',
              '您把 ε = 0 也算进去了：那样得到 {with-zero}，等于仅因为无攻击时准确就给模型加分。',
            ),
          },
        ],
      },
      right: w(
        'The mean is {mean}. It depends on the chosen points, so these are published with it; means over other points cannot be compared.',
        '平均值为 {mean}。它取决于所选的点，因此这些点要一并公布；在不同的点上取的平均值不能相互比较。',
      ),
      wrong: w(
        'Divide each count by {n}, add the five shares, divide by five.',
        '每个计数除以 {n}，把五个比例相加，再除以五。',
      ),
      hints: [
        w(
          'Add the five counts first, then divide by 5 × the number of samples.',
          '先把五个计数相加，再除以 5 ×样本数。',
        ),
      ],
      notes: w(
        'The interval of the mean comes from a bootstrap over samples: the five points share the samples, so their intervals cannot simply be averaged.',
        '平均值的区间由对样本做自助法得到：五个点共用同一批样本，不能简单地把各自的区间取平均。',
      ),
      paper: { lines: 3 },
    },
    {
      id: 'denominator',
      title: w('Out of how many?', '分母是多少？'),
      enter: { screen: 'report', run: 'curve', look: 'report.table' },
      text: [
        w(
          'Accuracy is counted out of all {n} samples. Success of an attack is counted out of the {right} that were right before: an attack cannot break what was wrong already.',
          '准确率的分母是全部 {n} 个样本。攻击成功率的分母是原先答对的 {right} 个：原本就错的样本无从攻破。',
        ),
        w('At ε = {epsilon} the worst case leaves {left}.', 'ε = {epsilon} 时最坏情况下剩 {left} 个。'),
      ],
      facts(evidence) {
        const report = evidence.run('curve');
        const right = correctAt(report, 'worst-case', 0);
        const left = correctAt(report, 'worst-case', middle);
        return {
          n: amount(at(report, 'worst-case', 0).n),
          right: amount(right),
          left: amount(left),
          broken: amount(right - left),
          epsilon: epsilonOf(middle, report),
          success: share(success(report)),
          'of-all': share(successOfAll(report)),
        };
      },
      ask: {
        kind: 'number',
        unit: 'percent',
        question: w(
          'What is the success rate of all attacks together at this ε, in per cent? (Within 0.2 points; the table stands at another ε, so reckon it from the counts above.)',
          '在这个 ε 下，所有攻击合起来的成功率是百分之多少？（相差 0.2 个百分点以内；表中是另一个 ε，请用上面的个数计算）',
        ),
        answer: (evidence) => success(evidence.run('curve')),
        tolerance: 0.002,
        mistakes: [
          {
            at: (evidence) => 1 - at(evidence.run('curve'), 'worst-case', middle).y,
            says: w(
              'You took 1 minus the accuracy: that counts samples that were wrong before as broken.',
              '您用的是 1 减准确率：这把原本就错的样本也算作被攻破。',
            ),
          },
          {
            at: (evidence) => successOfAll(evidence.run('curve')),
            says: w(
              'You divided by all samples, which gives {of-all}; only those right before count.',
              '您除以了全部样本，得到 {of-all}；只应计入原先答对的样本。',
            ),
          },
        ],
      },
      right: w(
        '{broken} of {right} = {success}. Reports that do not name the denominator cannot be compared.',
        '{right} 个中的 {broken} 个，即 {success}。不写明分母的报告无法比较。',
      ),
      wrong: w(
        'Broken are those right before and wrong after; divide by those right before.',
        '被攻破的是之前对、之后错的样本；除以之前答对的样本数。',
      ),
      hints: [w('Broken = right before − still right.', '被攻破数 = 原先答对数 − 仍答对数。')],
      notes: w(
        'The difference is small for accurate models and large for inaccurate ones: a model with 60 % clean accuracy and no success at all has 60 % robust accuracy.',
        '对准确的模型差别很小，对不准确的模型差别很大：干净准确率 60%、攻击全部失败的模型，鲁棒准确率也是 60%。',
      ),
      paper: { lines: 2 },
    },
    {
      id: 'interval',
      title: w('How sure?', '有多大把握？'),
      enter: {
        screen: 'explore',
        run: 'curve-few',
        view: { epsilon: String(small), attack: 'worst-case' },
        look: 'explore.chart',
      },
      text: [
        w(
          'The same model and attacks FGSM and PGD, but {few} samples instead of {many}. At ε = {epsilon} this run says {accuracyFew}.',
          '同样的模型、同样的 FGSM 与 PGD，但样本只有 {few} 个而不是 {many} 个。ε = {epsilon} 时这次运行给出 {accuracyFew}。',
        ),
        w(
          'The band around a curve is the 95 % interval: the accuracies on all such inputs that fit the samples drawn.',
          '曲线周围的色带是 95% 区间：与所抽样本相符的、全体同类输入上的准确率范围。',
        ),
      ],
      uses: { runs: ['curve'] },
      facts(evidence) {
        const few = evidence.run('curve-few');
        const many = evidence.run('curve');
        const pointFew = at(few, 'pgd', small);
        const pointMany = at(many, 'pgd', small);
        return {
          few: amount(pointFew.n),
          many: amount(pointMany.n),
          epsilon: epsilonOf(small, few),
          accuracyFew: accuracyAt(few, 'pgd', small),
          accuracyMany: accuracyAt(many, 'pgd', small),
          widthFew: plain(Math.round((pointFew.high - pointFew.low) * 100)),
          widthMany: plain(Math.round((pointMany.high - pointMany.low) * 100)),
        };
      },
      ask: {
        kind: 'choice',
        question: w(
          'With about eight times as many samples, the interval becomes …',
          '样本数变为大约八倍时，区间会变得……',
        ),
        options: [
          { id: 'eighth', text: w('about eight times narrower', '窄到约八分之一') },
          { id: 'third', text: w('about three times narrower', '窄到约三分之一') },
          { id: 'same', text: w('no narrower, if the accuracy is the same', '准确率相同则不变') },
        ],
        answer(evidence) {
          const width = (id: 'curve' | 'curve-few') => {
            const { low, high } = at(evidence.run(id), 'pgd', small);
            return high - low;
          };
          const ratio = width('curve-few') / width('curve');
          return ratio > 5 ? 'eighth' : ratio > 1.5 ? 'third' : 'same';
        },
      },
      right: w(
        'With {many} samples: {accuracyMany}. The width fell from {widthFew} to {widthMany} points: it shrinks with the square root of the number of samples.',
        '{many} 个样本时为 {accuracyMany}。区间宽度从 {widthFew} 个百分点缩到 {widthMany} 个：它随样本数的平方根缩小。',
      ),
      wrong: w(
        'With {many} samples: {accuracyMany}; the width went from {widthFew} to {widthMany} points. Compare the square root of 8.',
        '{many} 个样本时为 {accuracyMany}；宽度从 {widthFew} 个百分点变为 {widthMany} 个。请与 8 的平方根比较。',
      ),
      hints: [w('Four times as many samples halve the width.', '样本数变为四倍，宽度减半。')],
      notes: w(
        'The interval covers the sampling of test inputs and nothing else: not the choice of attacks, not the training of the model.',
        '区间只涵盖测试输入抽样带来的不确定性，不涵盖攻击的选择和模型的训练。',
      ),
      paper: { lines: 2 },
    },
    {
      id: 'wording',
      title: w('What may be said', '可以怎么说'),
      enter: { screen: 'report', run: 'curve', look: 'report.value' },
      text: [
        w(
          'You write the sentence of the assessment. The figures: mean {mean} over five points, {n} samples, three attacks, all self-checks passed.',
          '请为评估写一句话。数据如下：五个点上的平均值 {mean}，{n} 个样本，三种攻击，自检全部通过。',
        ),
      ],
      facts(evidence) {
        const report = evidence.run('curve');
        const { value, interval, n } = robustness(report);
        return { mean: share(value ?? 0, interval), n: amount(n) };
      },
      ask: {
        kind: 'choice',
        question: w('Which sentence is true?', '哪句话是对的？'),
        options: [
          {
            id: 'robust',
            text: w('The model is robust with a probability of 18 %.', '该模型有 18% 的概率是鲁棒的。'),
          },
          {
            id: 'bounded',
            text: w(
              'On average over these ε, that share of samples was not broken by these attacks at these budgets; stronger attacks can only lower it.',
              '在这些 ε 上平均，有该比例的样本未被这些攻击在这些预算内攻破；更强的攻击只会使它更低。',
            ),
          },
          {
            id: 'guarantee',
            text: w(
              'No attack of this size can break more samples than that.',
              '任何同等幅度的攻击都不能攻破更多样本。',
            ),
          },
        ],
        answer: () => 'bounded',
      },
      right: w(
        'Robust accuracy is an upper bound: it says what these attacks did not manage. Self-checks make it credible, never a guarantee.',
        '鲁棒准确率是上界：它说的是这些攻击没能做到什么。自检使它可信，但不是保证。',
      ),
      wrong: w(
        'What would a stronger attack, tried tomorrow, do to the figure?',
        '如果明天试了更强的攻击，这个数字会怎样？',
      ),
      hints: [
        w('Only proofs give guarantees; attacks give bounds.', '只有证明才能给出保证；攻击只能给出界。'),
      ],
      notes: w(
        'Let them rewrite the two wrong sentences so that they become true.',
        '请大家把两句错误的话改写正确。',
      ),
      paper: { lines: 4 },
    },
  ],
};
