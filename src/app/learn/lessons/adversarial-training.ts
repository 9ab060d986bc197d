import type { ModelCard } from '../../../training/card.ts';
import {
  accuracyAt,
  amount,
  at,
  correctAt,
  curve,
  epsilonOf,
  plain,
  rate,
  robustness,
  share,
} from '../facts.ts';
import type { Evidence, Lesson } from '../types.ts';
import { w } from '../words.ts';

/** The ε that the signs' model was trained at. */
const trained = 7 / 255;

/** Steps of the attack inside training. */
function attackSteps({ training }: ModelCard): number {
  const { steps } = training.recipe.parameters as { readonly steps?: number };
  return steps ?? 0;
}

const trainedAt = ({ training }: ModelCard): number =>
  (training.recipe.parameters as { readonly epsilon?: number }).epsilon ?? 0;

const signsCards = ['signs-cnn', 'signs-cnn-adversarial'] as const;
const digitsCards = ['digits-cnn', 'digits-cnn-adversarial'] as const;

/** Whether the intervals of two test accuracies leave each other out. */
function apart(evidence: Evidence, [standard, adversarial]: readonly [string, string]): boolean {
  const ends = [standard, adversarial].map((id) => {
    const { correct, n } = evidence.card(id).accuracy.test;
    const fact = rate(correct, n);
    return fact.kind === 'share' ? fact.interval : undefined;
  });
  return (ends[0]?.low ?? 0) > (ends[1]?.high ?? 1);
}

/** The first ε of the digits' grid at which the trained model has lost at least half of what it had at its own ε. */
function firstLost(evidence: Evidence): number {
  const report = evidence.run('digits-adversarial');
  const own = trainedAt(evidence.card('digits-cnn-adversarial'));
  const points = curve(report, 'worst-case');
  const within = points.filter(({ x }) => x <= own).at(-1);
  return points.find(({ x, y }) => x > own && y < (within?.y ?? 1) / 2)?.x ?? points[points.length - 1].x;
}

export const adversarialTraining: Lesson = {
  id: 'adversarial-training',
  title: w('Why adversarial training helps, and what it costs', '对抗训练为何有效，代价几何'),
  lead: w(
    'A model that is attacked while it learns keeps its accuracy under attack – up to the ε it was trained at, and for many times the computing.',
    '在学习时就不断受攻击的模型，受攻击时能保住准确率：前提是不超过训练所用的 ε，并付出数倍的计算量。',
  ),
  aims: [
    w('explain training as a game of two', '用“两方博弈”解释对抗训练'),
    w('compare two models on the same samples', '在相同样本上比较两个模型'),
    w('name its price and its limits with figures', '用数字说出它的代价与局限'),
  ],
  minutes: 9,
  after: ['robustness-curve'],
  clause: w('A.5-3; robustness measures of the draft', 'A.5-3；草案中的鲁棒性加固措施'),
  notes: w(
    'Many texts say “it costs accuracy”. On these two data sets it does not, as far as one can tell, and the lesson says so: let people find it in the figures instead of repeating it.',
    '许多材料说“对抗训练会损失准确率”。在这两个数据集上看不出损失，本课如实说明：请大家从数据中得出结论，而不是重复成说。',
  ),
  steps: [
    {
      id: 'recipe',
      title: w('The recipe', '做法'),
      enter: {
        screen: 'walk',
        run: 'signs-standard',
        view: { attack: 'pgd', epsilon: String(trained), steps: '7', sample: '0' },
        look: 'walk.pictures',
      },
      text: [
        w(
          'Ordinary training shows the model a picture and its class. Adversarial training first does what you see here – it attacks the picture with PGD on the model as it is now – and then trains on the attacked picture with the old class.',
          '常规训练给模型看图像和类别。对抗训练先做这里所示的事：用 PGD 攻击当前的模型，得到被攻击的图像，再用原来的类别训练它。',
        ),
        w(
          'Inside is a maximum (the worst change within ε), outside a minimum (the best weights for it).',
          '内层求最大（ε 之内最坏的改动），外层求最小（对此最好的权重）。',
        ),
      ],
      ask: {
        kind: 'choice',
        question: w(
          'Why must the attack be made anew in every step of training?',
          '为什么训练的每一步都要重新生成攻击？',
        ),
        options: [
          {
            id: 'changed',
            text: w(
              'because the weights have changed, and yesterday’s attack no longer fits',
              '因为权重变了，之前的攻击已不再适用',
            ),
          },
          {
            id: 'memory',
            text: w('because storing the pictures would need too much room', '因为存储图像太占空间'),
          },
          { id: 'random', text: w('because PGD starts at random', '因为 PGD 随机起步') },
        ],
        answer: () => 'changed',
      },
      right: w(
        'A model easily learns to withstand a fixed set of attacked pictures, and falls to new ones. It has to meet the attack that fits it now.',
        '模型很容易学会应付一批固定的攻击图像，却会败给新的攻击。它必须面对此刻专门针对它的攻击。',
      ),
      wrong: w(
        'Against whom was the attack computed: the model before or after this step of training?',
        '攻击是针对哪个模型算出来的：这一步训练之前的，还是之后的？',
      ),
      hints: [
        w(
          'White-box: the attack uses the gradient of the model of this moment.',
          '白盒攻击用的是此刻模型的梯度。',
        ),
      ],
      notes: w(
        'Source: Madry et al., “Towards Deep Learning Models Resistant to Adversarial Attacks”, 2018.',
        '出处：Madry 等，Towards Deep Learning Models Resistant to Adversarial Attacks，2018。',
      ),
      paper: { lines: 3 },
    },
    {
      id: 'gain',
      title: w('What it brings', '带来什么'),
      enter: {
        screen: 'explore',
        run: 'signs-standard',
        view: { epsilon: String(trained), attack: 'worst-case' },
        look: 'explore.chart',
      },
      reveal: {
        screen: 'explore',
        run: 'signs-adversarial',
        over: ['signs-standard'],
        view: { epsilon: String(trained), attack: 'worst-case' },
        look: 'explore.chart',
      },
      text: [
        w(
          'Traffic signs, standard training. At ε = {epsilon} the attacks PGD and APGD-DLR leave {standard}.',
          '交通标志，常规训练。ε = {epsilon} 时，经 PGD 与 APGD-DLR 攻击后剩 {standard}。',
        ),
        w(
          'The other model has the same architecture and data; only the recipe differs.',
          '另一个模型的结构和数据完全相同，只有训练方法不同。',
        ),
      ],
      uses: { runs: ['signs-adversarial'] },
      facts(evidence) {
        const standard = evidence.run('signs-standard');
        const adversarial = evidence.run('signs-adversarial');
        return {
          epsilon: epsilonOf(trained, standard),
          standard: accuracyAt(standard, 'worst-case', trained),
          adversarial: accuracyAt(adversarial, 'worst-case', trained),
        };
      },
      ask: {
        kind: 'predict',
        question: w(
          'Where do you think the adversarially trained model ends at the same ε?',
          '您认为对抗训练的模型在同样的 ε 下准确率是多少？',
        ),
        answer: (evidence) => at(evidence.run('signs-adversarial'), 'worst-case', trained).y,
        close: 0.1,
      },
      right: w(
        'You said {given}. Measured: {adversarial}, against {standard} with standard training.',
        '您猜的是 {given}，实测 {adversarial}；常规训练为 {standard}。',
      ),
      notes: w(
        'This is a small, clean data set: gains on photographs are smaller.',
        '这是一个小而干净的数据集：在照片上的收益会小一些。',
      ),
      paper: { axes: 'epsilon' },
    },
    {
      id: 'paired',
      title: w('The same samples', '同样的样本'),
      enter: {
        screen: 'explore',
        run: 'signs-standard',
        over: ['signs-adversarial'],
        view: { epsilon: String(trained), attack: 'worst-case' },
        look: 'explore.grid',
      },
      text: [
        w(
          'Both runs looked at the same {n} samples, so every sample can be compared with itself. Both curves are on the chart.',
          '两次运行用的是同样的 {n} 个样本，因此每个样本都能与自身比较。两条曲线都在图上。',
        ),
        w(
          'At ε = {epsilon} {standard} samples stand with the standard model and {adversarial} with the other.',
          'ε = {epsilon} 时，常规模型下有 {standard} 个样本仍答对，另一模型下有 {adversarial} 个。',
        ),
      ],
      facts(evidence) {
        const standard = evidence.run('signs-standard');
        const adversarial = evidence.run('signs-adversarial');
        const [first, second] = [standard, adversarial].map(robustness);
        return {
          n: amount(at(standard, 'worst-case', 0).n),
          epsilon: epsilonOf(trained, standard),
          standard: amount(correctAt(standard, 'worst-case', trained)),
          adversarial: amount(correctAt(adversarial, 'worst-case', trained)),
          meanStandard: share(first.value ?? 0, first.interval),
          meanAdversarial: share(second.value ?? 0, second.interval),
        };
      },
      ask: {
        kind: 'choice',
        question: w('Why is it better to compare on the same samples?', '为什么用相同样本比较更好？'),
        options: [
          {
            id: 'paired',
            text: w(
              'easy and hard samples are in both runs alike, so the difference is due to the models',
              '难易样本在两边都一样，差异就来自模型本身',
            ),
          },
          { id: 'faster', text: w('it is faster', '这样更快') },
          { id: 'law', text: w('other samples would give no interval', '换样本就没有区间了') },
        ],
        answer: () => 'paired',
      },
      right: w(
        'Paired comparisons see differences that two separate intervals would hide. Here the means of A.5-3 are {meanStandard} and {meanAdversarial}: no test is needed to see it.',
        '配对比较能看出两个独立区间会掩盖的差异。这里 A.5-3 的平均值分别为 {meanStandard} 和 {meanAdversarial}：不用检验也一目了然。',
      ),
      wrong: w(
        'Imagine one run had drawn the easier samples. What would the difference show?',
        '设想其中一次运行恰好抽到较容易的样本。差异说明的会是什么？',
      ),
      hints: [
        w('The seed of the plan decides which samples are drawn.', '抽到哪些样本由方案中的随机种子决定。'),
      ],
      notes: w(
        'For close cases: exact McNemar for rates, paired bootstrap for means. Overlapping intervals do not mean “no difference”.',
        '差异较小时：比率用精确 McNemar 检验，平均值用配对自助法。区间重叠并不表示“没有差异”。',
      ),
      paper: { lines: 2 },
    },
    {
      id: 'price',
      title: w('Does it cost accuracy?', '会损失准确率吗？'),
      enter: {
        screen: 'explore',
        run: 'signs-adversarial',
        over: ['signs-standard'],
        view: { epsilon: '0', attack: 'worst-case' },
        look: 'explore.chart',
      },
      text: [
        w(
          'Without attack (ε = 0), on the whole test part of the signs: standard {standard}, adversarially trained {adversarial}; that is {standardRight} against {adversarialRight} of {n}.',
          '无攻击时（ε = 0），在交通标志的整个测试集上：常规训练 {standard}，对抗训练 {adversarial}；即 {n} 个中分别答对 {standardRight} 个和 {adversarialRight} 个。',
        ),
      ],
      uses: { cards: [...signsCards, ...digitsCards] },
      facts(evidence) {
        const tests = [...signsCards, ...digitsCards].map((id) => evidence.card(id).accuracy.test);
        const [standard, adversarial, digits, digitsAdversarial] = tests.map(({ correct, n }) =>
          rate(correct, n),
        );
        return {
          standard,
          adversarial,
          digits,
          digitsAdversarial,
          standardRight: amount(tests[0].correct),
          adversarialRight: amount(tests[1].correct),
          n: amount(tests[0].n),
        };
      },
      ask: {
        kind: 'choice',
        question: w(
          'What can be said about the price in accuracy without attack?',
          '关于无攻击时准确率的代价，可以怎么说？',
        ),
        options: [
          { id: 'cost', text: w('it costs accuracy, clearly', '明显损失了准确率') },
          {
            id: 'undecided',
            text: w(
              'no cost can be seen here: the difference is well within the intervals',
              '这里看不出损失：差异远小于区间宽度',
            ),
          },
          { id: 'gain', text: w('it made the model more accurate', '模型反而更准确了') },
        ],
        answer: (evidence) => (apart(evidence, signsCards) ? 'cost' : 'undecided'),
      },
      right: w(
        'On these signs no cost can be told from chance, and none on the digits either ({digits} against {digitsAdversarial}). That is no law: on CIFAR-10 photographs Madry et al. (2018) report 87.3 % instead of 95.2 %. Measure it on your data.',
        '在这些交通标志上，看不出超过偶然的损失；手写数字也一样（{digits} 对 {digitsAdversarial}）。但这不是定律：在 CIFAR-10 照片上，Madry 等（2018）报告为 87.3%，而常规训练为 95.2%。请在自己的数据上测量。',
      ),
      wrong: w(
        'Look at the intervals: {standard} and {adversarial}. Could the difference be the luck of the draw?',
        '看区间：{standard} 与 {adversarial}。这个差异会不会只是抽样的偶然？',
      ),
      hints: [
        w(
          'Compare the distance of the two rates with the width of their intervals.',
          '把两个比率之差与区间宽度比较。',
        ),
      ],
      notes: w(
        'Honest finding: three samples of a thousand. If people insist on “costs accuracy”, ask for the interval. The CIFAR-10 figures are those of the paper’s wide network on natural inputs.',
        '如实的结果：一千个样本只差几个。若有人坚持“会损失准确率”，请他给出区间。CIFAR-10 的数字来自该论文（宽网络，自然输入）。',
      ),
      paper: { lines: 3 },
    },
    {
      id: 'computing',
      title: w('What it surely costs', '确定的代价'),
      enter: {
        screen: 'explore',
        run: 'signs-adversarial',
        view: { epsilon: String(trained), attack: 'worst-case' },
        look: 'explore.numbers',
      },
      text: [
        w(
          'The attack inside training took {steps} steps for each batch. Each step is one pass forward and back, like one ordinary step of training.',
          '训练中的攻击对每个批次走 {steps} 步。每一步都是一次前向加反向，与常规训练的一步相当。',
        ),
      ],
      uses: { cards: [...signsCards] },
      facts(evidence) {
        const steps = attackSteps(evidence.card('signs-cnn-adversarial'));
        return { steps: amount(steps), times: plain(steps + 1) };
      },
      ask: {
        kind: 'number',
        unit: 'plain',
        question: w(
          'How many times as much computing does one batch need, training step included?',
          '算上训练本身的一步，一个批次需要多少倍的计算量？',
        ),
        answer: (evidence) => attackSteps(evidence.card('signs-cnn-adversarial')) + 1,
        tolerance: 0,
      },
      right: w(
        '{times} times: {steps} for the attack and one to learn from it. This is the price that is always paid.',
        '{times} 倍：攻击 {steps} 次，再加学习本身 1 次。这是必付的代价。',
      ),
      wrong: w(
        'The attack’s steps, and then the step of training itself.',
        '先是攻击的各步，然后还有训练本身的一步。',
      ),
      hints: [w('Count passes: attack first, then learn.', '数一数次数：先攻击，再学习。')],
      notes: w(
        'After a warm-up that raises ε slowly the real factor is a little lower. “Train one now” shows the speed of both recipes.',
        '训练初期 ε 逐渐增大，实际倍数会略低。“现场训练”屏幕可以看到两种方法的速度。',
      ),
      paper: { lines: 1 },
    },
    {
      id: 'limit',
      title: w('Where it ends', '止于何处'),
      enter: {
        screen: 'explore',
        run: 'digits-adversarial',
        over: ['curve'],
        view: { epsilon: '0', attack: 'worst-case' },
        look: 'explore.scrubber',
      },
      text: [
        w(
          'The digits’ model was trained at ε = {own}. Both curves are here: the standard model’s and its own.',
          '手写数字模型训练时用的是 ε = {own}。图上有两条曲线：常规模型的和它自己的。',
        ),
      ],
      uses: { cards: ['digits-cnn-adversarial'] },
      facts(evidence) {
        const report = evidence.run('digits-adversarial');
        const own = trainedAt(evidence.card('digits-cnn-adversarial'));
        const lost = firstLost(evidence);
        const within = curve(report, 'worst-case')
          .filter(({ x }) => x <= own)
          .at(-1);
        return {
          own: plain(own),
          inside: epsilonOf(within?.x ?? 0, report),
          accuracyInside: share(within?.y ?? 0, within),
          outside: epsilonOf(lost, report),
          accuracyOutside: accuracyAt(report, 'worst-case', lost),
        };
      },
      ask: {
        kind: 'task',
        question: w(
          'Move the scrubber to the first ε beyond {own} where the trained model has lost more than half of the accuracy it had at {inside}.',
          '把滑块移到大于 {own}、且对抗训练模型的准确率不到 {inside} 处一半的第一个 ε。',
        ),
        done: ({ view }, evidence) => Number(view.epsilon) === firstLost(evidence),
        solution: w('ε = {outside}: {accuracyOutside}', 'ε = {outside}：{accuracyOutside}'),
      },
      right: w(
        'At {inside} it kept {accuracyInside}, at {outside} only {accuracyOutside}. Training hardens a model up to the ε and norm it has met; it is no armour against everything.',
        '在 {inside} 处还有 {accuracyInside}，到 {outside} 只剩 {accuracyOutside}。训练只在见过的 ε 与范数之内使模型变硬，并不是万能的盔甲。',
      ),
      wrong: w(
        'Not there: start at {inside} with {accuracyInside} and go right until less than half is left.',
        '不在这里：从 {inside} 处的 {accuracyInside} 开始往右，直到剩下不足一半。',
      ),
      hints: [
        w(
          'The curve of the trained model is the higher one in the middle.',
          '中间较高的那条是对抗训练模型的曲线。',
        ),
      ],
      notes: w(
        'Ask what an attacker would do who knows the ε of training. A plan should state its ε before it is measured.',
        '可以问：知道训练所用 ε 的攻击者会怎么做？评估方案应在测量之前写明 ε。',
      ),
      paper: { axes: 'epsilon' },
    },
  ],
};
