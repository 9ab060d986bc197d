import {
  accuracyAt,
  amount,
  at,
  checkOf,
  correctAt,
  epsilonOf,
  failedChecks,
  plain,
  robustness,
  share,
} from '../facts.ts';
import type { Lesson } from '../types.ts';
import { w } from '../words.ts';

const middle = 2 / 16;

export const gradientMasking: Lesson = {
  id: 'gradient-masking',
  title: w('When a curve lies: gradient masking', '曲线何时会骗人：梯度掩蔽'),
  lead: w(
    'A model can hide its gradient and look robust to attacks that follow it. How to notice, and what to write down.',
    '模型可以把梯度藏起来，让沿梯度走的攻击看起来失效。怎样发现，又该怎样写进报告。',
  ),
  aims: [
    w('recognise masking from the self-checks', '从自检结果认出梯度掩蔽'),
    w('explain why saturated confidence stops an attack', '解释置信度饱和为何使攻击停步'),
    w('break the mask with another loss and by transfer', '用另一种损失和迁移攻击破除掩蔽'),
  ],
  minutes: 10,
  after: ['robustness-curve'],
  clause: w('A.5-3, validity of the measurement', 'A.5-3 测量的有效性'),
  notes: w(
    'Do not tell beforehand how the model was made: steps 1 and 2 live from the surprise. It is the digits’ model of lesson 1 with its logits multiplied by 30, made by a script of the lab and offered in this lesson alone.',
    '请不要提前说明模型是怎么做的：第 1、2 步靠的就是意外。它就是第 1 课的数字模型，只是把逻辑值乘以 30；由试金石的脚本制作，只在本课提供。',
  ),
  steps: [
    {
      id: 'claim',
      title: w('A remarkable model', '一个了不起的模型'),
      enter: {
        screen: 'explore',
        run: 'loud-pgd',
        view: { epsilon: String(middle), attack: 'pgd' },
        look: 'explore.chart',
      },
      text: [
        w(
          'A colleague brings a digits model with this curve. PGD, {steps} steps: at ε = {epsilon} it still has {accuracy}.',
          '一位同事带来一个数字模型和这条曲线。PGD，{steps} 步：ε = {epsilon} 时仍有 {accuracy}。',
        ),
        w(
          'The ordinary model of lesson 3 had {ordinary} there. The new one was not trained adversarially.',
          '第 3 课的普通模型在那里只有 {ordinary}。而新模型并没有做对抗训练。',
        ),
      ],
      uses: { runs: ['curve'] },
      facts(evidence) {
        const report = evidence.run('loud-pgd');
        return {
          steps: amount(Number(robustness(report).parameters.iterations ?? 0)),
          epsilon: epsilonOf(middle, report),
          accuracy: accuracyAt(report, 'pgd', middle),
          ordinary: accuracyAt(evidence.run('curve'), 'pgd', middle),
        };
      },
      ask: {
        kind: 'choice',
        question: w('What do you do first?', '您首先做什么？'),
        options: [
          { id: 'believe', text: w('write down that the model is robust', '写下“该模型鲁棒”') },
          {
            id: 'doubt',
            text: w('look whether the attack worked at all', '先看攻击本身是否有效'),
          },
          { id: 'more', text: w('measure a larger ε', '测更大的 ε') },
        ],
        answer: () => 'doubt',
      },
      right: w(
        'A high figure has two explanations: a strong model or a weak attack. The attack has to be ruled out first.',
        '数字高有两种解释：模型强，或者攻击弱。首先要排除后者。',
      ),
      wrong: w(
        'Both take for granted that the attack did its work. Did it?',
        '这都默认攻击起了作用。它真的起作用了吗？',
      ),
      hints: [w('Robust accuracy is an upper bound.', '鲁棒准确率只是上界。')],
      notes: w(
        'Take a vote before you go on, and keep it on the board.',
        '继续之前先投票，并把结果留在黑板上。',
      ),
      paper: { lines: 2 },
    },
    {
      id: 'where',
      title: w('Where doubt is written', '疑点写在哪里'),
      enter: { screen: 'report', run: 'loud-pgd', look: 'report.value' },
      text: [
        w(
          'The report of that curve leads with the mean of A.5-3: {mean}. Read the words beside it, then look further down.',
          '这条曲线的报告首先给出 A.5-3 的平均值：{mean}。请读旁边的文字，再往下看。',
        ),
      ],
      facts(evidence) {
        const report = evidence.run('loud-pgd');
        const { value, interval } = robustness(report);
        return { mean: share(value ?? 0, interval), failed: amount(failedChecks(report).length) };
      },
      ask: {
        kind: 'point',
        question: w(
          'Which part of the report tells whether the attack worked at all? Point at it.',
          '报告的哪一部分说明攻击到底有没有起作用？请指出来。',
        ),
        places: [
          { anchor: 'report.chart', name: w('the curves', '曲线图') },
          { anchor: 'report.table', name: w('the table of attacks', '攻击列表') },
          { anchor: 'report.checks', name: w('the self-checks', '自检') },
        ],
        answer: () => 'report.checks',
      },
      right: w(
        'The self-checks attack the result itself: {failed} of them failed. Without them the curve would have looked fine.',
        '自检攻击的是结果本身：其中 {failed} 项未通过。没有它们，这条曲线看上去毫无问题。',
      ),
      wrong: w(
        'Curves and tables repeat what the attack reached. Which part doubts it?',
        '曲线和列表只是重复攻击达到的结果。哪一部分在质疑它？',
      ),
      hints: [
        w(
          'It asks questions such as “does random noise do better?”',
          '那里会问“随机噪声是否反而更有效？”之类的问题。',
        ),
      ],
      notes: w(
        'Many published defences fell because nobody ran such checks: Athalye et al., “Obfuscated Gradients Give a False Sense of Security”, 2018.',
        '许多已发表的防御因为没人做这类检查而被攻破：Athalye 等，Obfuscated Gradients Give a False Sense of Security，2018。',
      ),
      paper: { lines: 1 },
    },
    {
      id: 'checks',
      title: w('The result checks itself', '结果的自检'),
      enter: { screen: 'report', run: 'loud-pgd', look: 'report.checks' },
      text: [
        w(
          '{failed} self-checks failed. One says: even with ε as wide as the whole grey scale, {unbounded} of {n} samples were not broken. With that much room a black picture would do.',
          '有 {failed} 项自检未通过。其中一项说：即使 ε 大到整个灰度范围，{n} 个样本中仍有 {unbounded} 个未被攻破。这么大的余地，给一张全黑图都够了。',
        ),
        w(
          'Find the check on gradients: it counts samples whose gradient is zero in every component.',
          '请找到关于梯度的自检：它统计所有分量都为 0 的梯度。',
        ),
      ],
      facts(evidence) {
        const report = evidence.run('loud-pgd');
        const { violations, n } = checkOf(report, 'gradients');
        return {
          failed: amount(failedChecks(report).length),
          unbounded: amount(checkOf(report, 'unbounded').violations),
          zero: amount(violations),
          n: amount(n),
        };
      },
      ask: {
        kind: 'number',
        unit: 'plain',
        question: w('For how many of the samples is the gradient zero?', '有多少个样本的梯度为 0？'),
        answer: (evidence) => checkOf(evidence.run('loud-pgd'), 'gradients').violations,
        tolerance: 0,
      },
      right: w(
        '{zero} of {n}. Where the gradient is zero, its sign is zero: PGD stays where it started.',
        '{n} 个中有 {zero} 个。梯度为 0 时其符号也为 0：PGD 停在起点不动。',
      ),
      wrong: w(
        'It stands in the row “Gradients are there”, left of the number of samples.',
        '它在关于梯度的那一行，写在样本总数之前。',
      ),
      hints: [w('Open the list of self-checks of the result.', '展开结果的自检列表。')],
      notes: w(
        'The figure of the result is marked “upper bound, not reliable” and meets no threshold.',
        '该结果的数字被标为“上界，不可靠”，不能满足任何门限。',
      ),
      paper: { lines: 2 },
    },
    {
      id: 'same-decisions',
      title: w('What was done to the model', '模型被做了什么'),
      enter: {
        screen: 'walk',
        run: 'loud-pgd',
        view: { attack: 'pgd', epsilon: String(middle), steps: '10', sample: '0' },
        look: 'walk.probabilities',
      },
      text: [
        w(
          'The secret: it is the ordinary model with one line at its end: all logits × {times}. The largest stays the largest, so every decision is the same: {loud} of {n} test samples right, and {ordinary} without the line.',
          '秘密在于：它就是普通模型，只在末尾加了一行：所有逻辑值 × {times}。最大的仍然最大，因此每个判断都不变：{n} 个测试样本中答对 {loud} 个，没有这一行时为 {ordinary} 个。',
        ),
        w(
          'But the confidence jumps to 100 %, and the steps of PGD lead nowhere.',
          '但置信度跳到了 100%，PGD 的各步也原地不动。',
        ),
      ],
      uses: { cards: ['digits-cnn-loud', 'digits-cnn'] },
      facts(evidence) {
        const card = evidence.card('digits-cnn-loud');
        return {
          times: plain(card.madeFrom?.logitsTimes ?? 1),
          loud: amount(card.accuracy.test.correct),
          ordinary: amount(evidence.card('digits-cnn').accuracy.test.correct),
          n: amount(card.accuracy.test.n),
        };
      },
      ask: {
        kind: 'choice',
        question: w('Can this change have made the model more robust?', '这一改动可能使模型更鲁棒吗？'),
        options: [
          {
            id: 'no',
            text: w(
              'no: an input that is misread by one is misread by the other',
              '不可能：一个模型认错的输入，另一个也认错',
            ),
          },
          { id: 'yes', text: w('yes: it is surer of its answers', '可能：它对答案更有把握') },
          { id: 'little', text: w('yes, but only for small ε', '可能，但只限于较小的 ε') },
        ],
        answer: () => 'no',
      },
      right: w(
        'Equal decisions everywhere means equal robustness everywhere. What changed is only what the attack can see.',
        '处处判断相同，就处处同样鲁棒。改变的只是攻击所能看到的东西。',
      ),
      wrong: w(
        'Multiply 3 and 2 by 30: which one is larger now? What does that mean for every single input?',
        '把 3 和 2 都乘以 30：现在哪个更大？这对每一个输入意味着什么？',
      ),
      hints: [w('Confidence is not robustness.', '置信度不等于鲁棒性。')],
      notes: w(
        'Real cases hide better: rounding, JPEG, randomness, a temperature “for calibration”. The effect is the same.',
        '真实案例藏得更深：取整、JPEG 压缩、随机化、“用于校准”的温度。效果是一样的。',
      ),
      paper: { lines: 2 },
    },
    {
      id: 'why-zero',
      title: w('Why the gradient vanishes', '梯度为何消失'),
      enter: {
        screen: 'walk',
        run: 'loud-pgd',
        view: { attack: 'pgd', epsilon: String(middle), steps: '10', sample: '0', directions: 'gradient' },
        look: 'walk.plane',
      },
      text: [
        w(
          'The cross-entropy’s gradient is a sum in which the probability of every wrong class is a factor. Multiplied logits push these probabilities below anything that 32-bit numbers can hold: they become exactly 0.',
          '交叉熵的梯度是若干项之和，每项都以某个错误类别的概率为因子。逻辑值放大后，这些概率小到 32 位浮点数无法表示，变成了精确的 0。',
        ),
        w(
          'The map of the loss is flat around the picture – with a cliff further away.',
          '样本附近的损失图是平的，远处才有悬崖。',
        ),
      ],
      ask: {
        kind: 'choice',
        question: w('What would help an attacker here?', '攻击者此时怎样做才有用？'),
        options: [
          { id: 'steps', text: w('more steps of the same attack', '同样的攻击多走几步') },
          {
            id: 'loss',
            text: w(
              'a loss that does not use the probabilities, such as the difference of logits (margin, DLR)',
              '不用概率的损失，例如逻辑值之差（间隔损失、DLR）',
            ),
          },
          { id: 'larger', text: w('a larger ε', '更大的 ε') },
        ],
        answer: () => 'loss',
      },
      right: w(
        'Logits still differ by ordinary numbers. DLR divides their difference by another difference, so that any factor cancels.',
        '逻辑值之间的差仍是普通的数。DLR 用另一个差去除它，任何倍数都会约掉。',
      ),
      wrong: w(
        'Zero times any number of steps is zero, and the largest ε did not help either, as the check showed. What still carries information?',
        '0 走多少步还是 0；自检也表明最大的 ε 同样无济于事。还有什么量带着信息？',
      ),
      hints: [w('Which quantity did the multiplication not drive to 0?', '乘以倍数后，哪个量没有变成 0？')],
      notes: w(
        'DLR: Croce & Hein, 2020. In 64-bit numbers a larger factor would be needed; the trick stays the same.',
        'DLR：Croce 与 Hein，2020。若用 64 位浮点数，需要更大的倍数，但手法不变。',
      ),
      paper: { lines: 3 },
    },
    {
      id: 'unmask',
      title: w('Break the mask', '破除掩蔽'),
      enter: {
        screen: 'explore',
        run: 'loud-pgd',
        view: { epsilon: String(middle), attack: 'pgd' },
        look: 'explore.chart',
      },
      reveal: {
        screen: 'explore',
        run: 'loud-dlr',
        view: { epsilon: String(middle), attack: 'apgd-dlr' },
        look: 'explore.chart',
      },
      text: [
        w(
          'The same model, the same {n} samples. PGD on the cross-entropy left {pgd} at ε = {epsilon}. Now APGD-DLR joins in.',
          '同样的模型，同样的 {n} 个样本。ε = {epsilon} 时，用交叉熵的 PGD 之后剩 {pgd}。现在加入 APGD-DLR。',
        ),
      ],
      uses: { runs: ['loud-dlr'] },
      facts(evidence) {
        const pgd = evidence.run('loud-pgd');
        const dlr = evidence.run('loud-dlr');
        return {
          n: amount(at(pgd, 'pgd', middle).n),
          epsilon: epsilonOf(middle, pgd),
          pgd: accuracyAt(pgd, 'pgd', middle),
          dlr: accuracyAt(dlr, 'apgd-dlr', middle),
          meanPgd: share(robustness(pgd).value ?? 0),
          meanDlr: share(robustness(dlr).value ?? 0),
        };
      },
      ask: {
        kind: 'predict',
        question: w('What do you think is left at this ε?', '您认为在这个 ε 下还剩多少？'),
        answer: (evidence) => at(evidence.run('loud-dlr'), 'apgd-dlr', middle).y,
        close: 0.1,
      },
      right: w(
        'You said {given}. APGD-DLR leaves {dlr}; the mean of A.5-3 falls from {meanPgd} to {meanDlr}. Nothing about the model changed, only the attack.',
        '您猜的是 {given}。APGD-DLR 之后剩 {dlr}；A.5-3 的平均值从 {meanPgd} 降到 {meanDlr}。模型丝毫未变，变的只是攻击。',
      ),
      notes: w(
        'This is why the default plan holds attacks with different losses.',
        '这就是默认方案包含不同损失的攻击的原因。',
      ),
      paper: { axes: 'epsilon' },
    },
    {
      id: 'transfer',
      title: w('And by transfer', '迁移攻击也行'),
      enter: {
        screen: 'explore',
        run: 'loud-dlr',
        over: ['curve'],
        view: { epsilon: String(middle), attack: 'worst-case' },
        look: 'explore.chart',
      },
      text: [
        w(
          'Laid over it: the ordinary model, attacked in the ordinary way. Its adversarial samples need no gradient of the masked model at all.',
          '叠加在上面的是：以普通方式攻击普通模型的曲线。它的对抗样本根本不需要被掩蔽模型的梯度。',
        ),
        w(
          'Means of A.5-3: ordinary model {ordinary}, masked model with DLR {masked}.',
          'A.5-3 平均值：普通模型 {ordinary}，被掩蔽模型（含 DLR）{masked}。',
        ),
      ],
      uses: { runs: ['curve', 'loud-pgd'] },
      facts(evidence) {
        const value = (id: 'curve' | 'loud-dlr' | 'loud-pgd') => {
          const item = robustness(evidence.run(id));
          return share(item.value ?? 0, item.interval);
        };
        const ordinary = evidence.run('curve');
        return {
          ordinary: value('curve'),
          masked: value('loud-dlr'),
          claimed: value('loud-pgd'),
          broken: amount(correctAt(ordinary, 'worst-case', 0) - correctAt(ordinary, 'worst-case', middle)),
          epsilon: epsilonOf(middle, ordinary),
        };
      },
      ask: {
        kind: 'choice',
        question: w(
          'How many of the {broken} adversarial samples that broke the ordinary model at ε = {epsilon} break the masked one?',
          'ε = {epsilon} 时攻破普通模型的 {broken} 个对抗样本中，有多少个也能攻破被掩蔽的模型？',
        ),
        options: [
          { id: 'none', text: w('none: it has no gradient', '一个也没有：它没有梯度') },
          { id: 'half', text: w('about half', '大约一半') },
          { id: 'all', text: w('all of them', '全部') },
        ],
        answer: () => 'all',
      },
      right: w(
        'All: the decisions are the same. Whenever samples made on a copy break what white-box attacks did not, gradients are masked. The claimed {claimed} was never true.',
        '全部：两者的判断相同。只要用替身模型做出的样本攻破了白盒攻击没攻破的目标，就说明梯度被掩蔽。所声称的 {claimed} 从来不成立。',
      ),
      wrong: w(
        'These samples exist already. What does the masked model decide on each of them?',
        '这些样本已经做好了。被掩蔽的模型对每一个会怎样判断？',
      ),
      hints: [w('Multiplying logits changes no decision.', '逻辑值乘以倍数不会改变任何判断。')],
      notes: w(
        'With a separately trained copy most but not all samples would carry over. A sine instead of a factor can only be caught by transfer: every check by gradients passes.',
        '若替身是另行训练的，多数而非全部样本会迁移成功。若用正弦而不是倍数来掩蔽，只有迁移攻击才能发现：基于梯度的自检都会通过。',
      ),
      paper: { lines: 2 },
    },
    {
      id: 'write-down',
      title: w('What you write down', '报告怎么写'),
      enter: { screen: 'report', run: 'loud-pgd', look: 'report.value' },
      text: [
        w(
          'Back to the first report: mean {claimed}, {failed} failed self-checks. The threshold of the contract is “A.5-3 at least 40 %”.',
          '回到第一份报告：平均值 {claimed}，{failed} 项自检未通过。合同的门限是“A.5-3 不低于 40%”。',
        ),
      ],
      facts(evidence) {
        const report = evidence.run('loud-pgd');
        const { value, interval } = robustness(report);
        return { claimed: share(value ?? 0, interval), failed: amount(failedChecks(report).length) };
      },
      ask: {
        kind: 'choice',
        question: w('What is the outcome?', '结论是什么？'),
        options: [
          { id: 'met', text: w('met: {claimed} is far above 40 %', '满足：{claimed} 远高于 40%') },
          {
            id: 'unreliable',
            text: w(
              'not met by this result: an upper bound that is not reliable; measure again with other attacks',
              '该结果不能算满足：它是不可靠的上界；须换攻击重新测量',
            ),
          },
          { id: 'failed', text: w('the model has failed: 0 %', '模型不合格：0%') },
        ],
        answer: (evidence) =>
          robustness(evidence.run('loud-pgd')).reliable === false ? 'unreliable' : 'met',
      },
      right: w(
        'A result whose checks fail meets no threshold, and says nothing about the model except that this attack failed. The second run gives the figure to judge.',
        '自检未通过的结果不满足任何门限；它只说明这次攻击失败了，并不说明模型如何。应以第二次运行的数字来判断。',
      ),
      wrong: w(
        'Is the figure a property of the model, or of the attack that failed?',
        '这个数字说明的是模型，还是那次失败的攻击？',
      ),
      hints: [w('Read the line beside the mean.', '读一读平均值旁边的那行字。')],
      notes: w(
        'Close with: a check that cannot fail is no check; a number without checks is a claim.',
        '可以这样收尾：不会失败的检查不是检查；没有检查的数字只是说法。',
      ),
      paper: { lines: 4 },
    },
  ],
};
