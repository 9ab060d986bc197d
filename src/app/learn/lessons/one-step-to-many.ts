import type { Report } from '../../../document/report.ts';
import { accuracyAt, amount, at, checkOf, correctAt, epsilonOf, iterations, robustness } from '../facts.ts';
import type { Lesson } from '../types.ts';
import { w } from '../words.ts';

const middle = 2 / 16;
/** A sample that one step of ε `middle` leaves and many steps break. */
export const bent = 37;

/** The first iteration from which on the curve loses no further sample. */
function flatFrom(report: Report): number {
  const points = iterations(report, 'pgd', middle);
  const end = points[points.length - 1].y;
  return points.find(({ y }) => y === end)?.x ?? 0;
}

const steps = (report: Report): number => Number(robustness(report).parameters.iterations ?? 0);

export const oneStepToMany: Lesson = {
  id: 'one-step-to-many',
  title: w('From one step to many: FGSM → PGD', '从一步到多步：FGSM → PGD'),
  lead: w(
    'One step along the gradient is a guess with a straight line; many small steps look again after each.',
    '沿梯度走一步，是把模型当成直线来猜；走许多小步，则每一步之后都重新看一次。',
  ),
  aims: [
    w('say what step, iteration and projection are', '说清步长、迭代轮数与投影'),
    w('read accuracy against iterations', '读懂准确率随迭代轮数变化的曲线'),
    w('know what more steps cost, and when they help no more', '知道多走几步的代价，以及何时不再有用'),
  ],
  minutes: 9,
  after: ['adversarial-example'],
  clause: w('A.5-3, number of iterations', 'A.5-3 迭代轮数'),
  notes: w(
    'The step-by-step screen does most of the work: let people press “step”, not “play”. All runs here attack the same 100 samples with the same seed.',
    '这节课主要靠“逐步演示”屏幕：请大家按“单步”，不要按“播放”。本课所有运行都用同一随机种子攻击同样的 100 个样本。',
  ),
  steps: [
    {
      id: 'straight',
      title: w('One step: a straight guess', '一步：直线式的猜测'),
      enter: {
        screen: 'walk',
        run: 'many-steps',
        view: {
          attack: 'fgsm',
          epsilon: String(middle),
          steps: '1',
          sample: String(bent),
          directions: 'gradient',
        },
        look: 'walk.plane',
      },
      text: [
        w(
          'FGSM takes the gradient of the loss once and goes the whole ε in the direction of its sign. The map shows the loss around the picture; the way is one straight line to a corner of the ball.',
          'FGSM 只算一次损失的梯度，就沿其符号方向走满整个 ε。图中是样本周围的损失；走出的路是一条通向球的角点的直线。',
        ),
        w(
          'That would be the best step if the loss were a flat slope. It is not.',
          '如果损失是一个平直的斜坡，这就是最好的一步。可惜它不是。',
        ),
      ],
      ask: {
        kind: 'choice',
        question: w(
          'When does one step miss an adversarial example that exists?',
          '什么时候一步会错过本来存在的对抗样本？',
        ),
        options: [
          { id: 'curved', text: w('where the loss bends on the way', '损失在途中弯曲时') },
          { id: 'large', text: w('where the picture has too many pixels', '图像像素太多时') },
          { id: 'never', text: w('never: the gradient is exact', '从不：梯度是精确的') },
        ],
        answer: () => 'curved',
      },
      right: w(
        'The gradient is exact, but only where it was taken. The further one goes, the less it says.',
        '梯度是精确的，但只在求它的那一点上精确。走得越远，它说明的就越少。',
      ),
      wrong: w(
        'The gradient is right at the picture itself, whatever the number of pixels. What changes on the way?',
        '在样本这一点上梯度总是对的，与像素多少无关。途中改变的是什么？',
      ),
      hints: [
        w(
          'Look at the lines of equal loss: are they straight and parallel?',
          '看等损失线：它们是平行的直线吗？',
        ),
      ],
      notes: w(
        'Relate to a walk in fog: one look at the slope, then 200 m straight ahead – or a look after every metre.',
        '可以用雾中登山作比：看一眼坡度就直走 200 米，还是每走一米看一眼。',
      ),
      paper: { lines: 2 },
    },
    {
      id: 'projection',
      title: w('Many steps, and a fence', '许多小步，一道围栏'),
      enter: {
        screen: 'walk',
        run: 'many-steps',
        view: {
          attack: 'pgd',
          epsilon: String(middle),
          steps: '10',
          sample: String(bent),
          directions: 'attack',
        },
        look: 'walk.player',
      },
      text: [
        w(
          'PGD starts at a random place in the ball, takes small steps and looks at the gradient anew after each. Press “One step on” and watch: some steps lead outside the ball and are put back onto its edge.',
          'PGD 从球内随机一点出发，每次走一小步，并在每步之后重新求梯度。请按“前进一步”观察：有些步会走出球外，随后被放回球的边界。',
        ),
        w(
          'Here each step is 2.5 × ε divided by the number of steps, so that the walk can cross the ball.',
          '这里每步长度为 2.5 × ε 除以步数，这样才走得过整个球。',
        ),
      ],
      ask: {
        kind: 'choice',
        question: w('What does putting back (projection) make sure of?', '“放回”（投影）保证了什么？'),
        options: [
          {
            id: 'budget',
            text: w('no pixel ever changes by more than ε', '任何像素的改动都不超过 ε'),
          },
          { id: 'loss', text: w('the loss rises with every step', '每一步损失都上升') },
          { id: 'class', text: w('the picture goes to a chosen class', '图像被推向指定类别') },
        ],
        answer: () => 'budget',
      },
      right: w(
        'Projection keeps the budget honest: attacks of any number of steps are compared at the same ε. The loss may well fall in a step; the best point so far is what counts.',
        '投影让预算真实有效：无论走多少步，都在同一个 ε 下比较。某一步损失可能下降；算数的是到目前为止最好的一点。',
      ),
      wrong: w(
        'Watch a step near the edge of the ball: what is different after it was put back?',
        '看靠近球边界的一步：放回之后有什么不同？',
      ),
      hints: [w('The ball is the set of all allowed pictures.', '球就是所有被允许的图像。')],
      notes: w(
        'In L∞ the ball is a box: projection clips every pixel by itself to [x − ε, x + ε] and to the grey scale.',
        '在 L∞ 范数下，球其实是盒子：投影就是把每个像素分别截断到 [x − ε, x + ε] 以及灰度范围内。',
      ),
      paper: { lines: 2 },
    },
    {
      id: 'stronger',
      title: w('How much stronger?', '强多少？'),
      enter: {
        screen: 'explore',
        run: 'one-step',
        view: { epsilon: String(middle), attack: 'fgsm' },
        look: 'explore.chart',
      },
      reveal: {
        screen: 'explore',
        run: 'many-steps',
        view: { epsilon: String(middle), attack: 'pgd' },
        look: 'explore.chart',
      },
      text: [
        w(
          'The same {n} samples, the same ε = {epsilon}. One step (FGSM) leaves {fgsm} right.',
          '同样的 {n} 个样本，同样的 ε = {epsilon}。一步（FGSM）之后还答对 {fgsm}。',
        ),
        w(
          'Guess first: then the other curves come onto the chart, and the legend switches them on and off.',
          '先猜：之后其他曲线会出现在图上，可用图例开关。',
        ),
      ],
      facts(evidence) {
        const report = evidence.run('many-steps');
        return {
          n: amount(at(report, 'fgsm', middle).n),
          epsilon: epsilonOf(middle, report),
          fgsm: accuracyAt(report, 'fgsm', middle),
          bim: accuracyAt(report, 'bim', middle),
          pgd: accuracyAt(report, 'pgd', middle),
          worst: accuracyAt(report, 'worst-case', middle),
          steps: amount(steps(report)),
        };
      },
      ask: {
        kind: 'predict',
        question: w('What do you think PGD with 20 steps leaves?', '您认为走 20 步的 PGD 之后还剩多少？'),
        answer: (evidence) => at(evidence.run('many-steps'), 'pgd', middle).y,
        close: 0.08,
      },
      right: w(
        'You said {given}. PGD with {steps} steps leaves {pgd}, and BIM (the same walk without a random start) {bim}. Each breaks some that the other does not: all together they leave {worst}.',
        '您猜的是 {given}。走 {steps} 步的 PGD 之后剩 {pgd}，BIM（同样的走法，但不随机起步）之后剩 {bim}。两者各能攻破一些对方攻不破的样本：合起来只剩 {worst}。',
      ),
      hints: [
        w(
          'It cannot be more than what one step leaves, or hardly.',
          '不会比一步之后剩的更多，至少几乎不会。',
        ),
      ],
      notes: w(
        'The random start makes PGD differ from seed to seed; with restarts it becomes at least as strong as BIM. Intervals of the two overlap: with 100 samples nobody can say which is stronger.',
        '随机起点使 PGD 因随机种子而异；多次重启后它至少与 BIM 一样强。两者的区间重叠：只有 100 个样本时，说不出谁更强。',
      ),
      paper: { axes: 'epsilon' },
    },
    {
      id: 'iterations',
      title: w('When is it enough?', '多少步才够？'),
      enter: {
        screen: 'explore',
        run: 'many-steps',
        view: { axis: 'iterations', epsilon: String(middle), attack: 'pgd' },
        look: 'explore.chart',
      },
      text: [
        w(
          'Now the axis is iterations, at ε = {epsilon}. A sample leaves the curve at the iteration at which it first fell.',
          '现在横轴是迭代轮数，ε = {epsilon}。样本在首次被攻破的那一轮离开曲线。',
        ),
        w(
          'A curve that still falls at its right end says: the attack was stopped too early, and the accuracy is too high.',
          '如果曲线到右端还在下降，说明攻击停得太早，测得的准确率偏高。',
        ),
      ],
      facts(evidence) {
        const report = evidence.run('many-steps');
        const points = iterations(report, 'pgd', middle);
        const last = points[points.length - 1];
        return {
          epsilon: epsilonOf(middle, report),
          flat: amount(flatFrom(report)),
          end: amount(last.correct ?? 0),
          n: amount(last.n),
          steps: amount(steps(report)),
        };
      },
      ask: {
        kind: 'number',
        unit: 'plain',
        question: w(
          'From which iteration on does PGD break no further sample? Read it from the curve or its table (one more or less counts).',
          '从第几轮起，PGD 不再攻破新的样本？请从曲线或其数据表中读出（相差 1 也算对）。',
        ),
        answer: (evidence) => flatFrom(evidence.run('many-steps')),
        tolerance: 1,
      },
      right: w(
        'From iteration {flat} on, {end} of {n} stay right until the end at {steps}. The standard’s draft therefore asks for the curve, not only for its end.',
        '从第 {flat} 轮起直到第 {steps} 轮，{n} 个样本中答对的一直是 {end} 个。因此标准草案要求给出曲线，而不只是终点。',
      ),
      wrong: w(
        'Look for the last place where the curve goes down; the table below the chart has every point.',
        '找曲线最后一次下降的位置；图下方的数据表列出了每个点。',
      ),
      hints: [
        w('Open “as a table” below the chart.', '打开图下方的数据表。'),
        w('Go from the right end to the left until the value changes.', '从右端向左找，直到数值变化为止。'),
      ],
      notes: w(
        'Flat is necessary, not sufficient: a masked model gives flat curves as well (lesson 5). Doubling the steps is one of the self-checks.',
        '曲线变平是必要条件而非充分条件：梯度被掩蔽的模型也会给出平的曲线（第 5 课）。步数加倍正是自检项目之一。',
      ),
      paper: { axes: 'iterations' },
    },
    {
      id: 'cost',
      title: w('What it costs', '代价是多少'),
      enter: { screen: 'report', run: 'many-steps', look: 'report.table' },
      text: [
        w(
          'Every iteration needs the gradient once more: one pass forward and one back through the model for each sample. The table names the steps of each attack.',
          '每一轮迭代都要再求一次梯度：每个样本在模型里一次前向、一次反向。表中列出了各攻击的步数。',
        ),
      ],
      facts(evidence) {
        const report = evidence.run('many-steps');
        return {
          steps: amount(steps(report)),
          fgsm: amount(correctAt(report, 'fgsm', middle)),
          worst: amount(correctAt(report, 'worst-case', middle)),
          n: amount(at(report, 'fgsm', middle).n),
        };
      },
      ask: {
        kind: 'number',
        unit: 'plain',
        question: w(
          'How many times as many gradients as FGSM does this PGD need for a sample that never falls?',
          '对一个始终攻不破的样本，这里的 PGD 所需的梯度次数是 FGSM 的多少倍？',
        ),
        answer: (evidence) => steps(evidence.run('many-steps')),
        tolerance: 0,
      },
      right: w(
        '{steps} times as many; samples that fall early cost less, because they leave the run. For that, {worst} instead of {fgsm} of {n} are left: a figure nearer to the truth.',
        '是 {steps} 倍；早早被攻破的样本会离开运行，因而花费较少。换来的是：{n} 个中只剩 {worst} 个而不是 {fgsm} 个，更接近真实情况。',
      ),
      wrong: w(
        'FGSM needs one gradient. How many steps does PGD take here?',
        'FGSM 只求一次梯度。这里的 PGD 走多少步？',
      ),
      hints: [w('The plan of the run names the iterations.', '运行的方案中写着迭代轮数。')],
      notes: w(
        'Early leaving is sound here: fixed target, fixed step. For attacks whose steps depend on the planned length (APGD) the axis reads “planned for T”.',
        '这里提前离开是合理的：目标确定，步长固定。对步长取决于计划长度的攻击（APGD），横轴注明“计划 T 轮”。',
      ),
      paper: { lines: 1 },
    },
    {
      id: 'check',
      title: w('A check that comes with it', '随之而来的检查'),
      enter: { screen: 'report', run: 'curve', look: 'report.checks' },
      text: [
        w(
          'Many steps include what one step can do. So the lab counts samples that one step breaks and many do not: here {violations} of {n}.',
          '多步包含了一步能做的事。因此试金石会数一数：一步能攻破而多步攻不破的样本有多少。这里是 {n} 个中 {violations} 个。',
        ),
      ],
      facts(evidence) {
        const { violations, n } = checkOf(evidence.run('curve'), 'one-step', 'reference');
        return { violations: amount(violations), n: amount(n) };
      },
      ask: {
        kind: 'choice',
        question: w(
          'What would you conclude if one step broke clearly more samples than many steps?',
          '如果一步攻破的样本明显多于多步，您会得出什么结论？',
        ),
        options: [
          {
            id: 'robust',
            text: w('the model is robust to iterative attacks', '模型对迭代攻击是鲁棒的'),
          },
          {
            id: 'misled',
            text: w(
              'the gradient misleads the walk: the figure is too high',
              '梯度误导了行走：测得的准确率偏高',
            ),
          },
          { id: 'chance', text: w('nothing: it is chance', '没什么：只是偶然') },
        ],
        answer: () => 'misled',
      },
      right: w(
        'A walk that ends worse than a single jump has lost its way. The number then reads “upper bound, not reliable”. Lesson 5 shows such a model.',
        '走了许多步反而不如跳一步，说明走错了路。这时数字应读作“上界，不可靠”。第 5 课会看到这样的模型。',
      ),
      wrong: w(
        'A stronger search cannot truly find less. So what failed: the model’s weakness, or the search?',
        '更强的搜索不可能真的找到更少。那么失败的是什么：是模型没有弱点，还是搜索本身？',
      ),
      hints: [
        w(
          'Robust accuracy is an upper bound: a failed attack proves little.',
          '鲁棒准确率只是上界：攻击失败证明不了什么。',
        ),
      ],
      notes: w(
        'This is the first of eight self-checks of a result; limits allow a few samples for chance.',
        '这是结果的八项自检之一；界限为偶然性留了几个样本的余地。',
      ),
      paper: { lines: 2 },
    },
  ],
};
