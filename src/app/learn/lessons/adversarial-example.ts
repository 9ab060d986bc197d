import { accuracyAt, amount, at, checkOf, correctAt, epsilonOf, firstBelow, rate } from '../facts.ts';
import type { Lesson } from '../types.ts';
import { w } from '../words.ts';

const middle = 2 / 16;
/** A sample that one step of ε `middle` breaks. */
export const fooled = 33;

export const adversarialExample: Lesson = {
  id: 'adversarial-example',
  title: w('What an adversarial example is', '什么是对抗样本'),
  lead: w(
    'A picture that people read as before and the model takes for something else, because somebody looked for just that change.',
    '人看来没有变化、模型却认错的图像：因为有人专门去找了这样的改动。',
  ),
  aims: [
    w(
      'say what ε is, and what the attack may and may not change',
      '说清 ε 是什么，攻击可以改什么、不可以改什么',
    ),
    w('read accuracy under attack at one ε', '读出某个 ε 下的受攻击准确率'),
    w('tell an attack from random noise', '区分对抗攻击与随机噪声'),
  ],
  minutes: 8,
  after: [],
  clause: w('A.5-3, white-box attacks', 'A.5-3 白盒攻击'),
  notes: w(
    'No knowledge of gradients is needed. Let everyone write a guess down before step 1 is answered; the surprise is the lesson. The model is small and the digits have 8 × 8 pixels of 17 grey levels, so that every change can be seen.',
    '不需要事先懂梯度。第 1 步作答前，请每个人先写下自己的猜测：意外本身就是这节课的内容。模型很小，数字只有 8×8 像素、17 级灰度，因此每处改动都能看见。',
  ),
  steps: [
    {
      id: 'guess',
      title: w('A good model, and a guess', '一个好模型，一次猜测'),
      enter: { screen: 'plan', run: 'one-step', look: 'plan.form' },
      reveal: {
        screen: 'explore',
        run: 'one-step',
        view: { epsilon: String(middle) },
        look: 'explore.chart',
      },
      text: [
        w(
          'This small network reads handwritten digits. Without attack it gets {clean} of {n} samples right. The plan beside this says what will be measured: one attack, FGSM.',
          '这个小型网络识别手写数字。没有攻击时，{n} 个样本中它答对 {clean} 个。旁边的方案写着将要测什么：一种攻击，FGSM。',
        ),
        w(
          'Now every pixel may become at most {epsilon} lighter or darker, on a scale from 0 (black) to 1 (white). Nothing else may change.',
          '现在允许每个像素变亮或变暗，幅度至多 {epsilon}（0 为黑，1 为白）。除此之外什么都不能变。',
        ),
      ],
      facts(evidence) {
        const report = evidence.run('one-step');
        const clean = at(report, 'fgsm', 0);
        return {
          clean: amount(clean.correct ?? 0),
          n: amount(clean.n),
          epsilon: epsilonOf(middle, report),
          accuracy: accuracyAt(report, 'fgsm', middle),
          left: amount(correctAt(report, 'fgsm', middle)),
        };
      },
      ask: {
        kind: 'predict',
        question: w(
          'Somebody who knows the model picks the change for each picture. Drag to where you think the accuracy ends.',
          '由了解模型的人为每张图挑选改动。请拖到您认为准确率会降到的位置。',
        ),
        answer: (evidence) => at(evidence.run('one-step'), 'fgsm', middle).y,
        close: 0.1,
      },
      right: w(
        'You said {given}. Measured: {accuracy}; {left} of {n} samples are still right. One small step per pixel is enough, if it is the right step.',
        '您猜的是 {given}，实测为 {accuracy}：{n} 个样本中只剩 {left} 个答对。每个像素只改一小步就够了，前提是方向选得对。',
      ),
      hints: [
        w(
          'Most people guess far too high: think of the worst change, not of a typical one.',
          '多数人会猜得太高：要想的是最坏的改动，而不是一般的改动。',
        ),
      ],
      notes: w(
        'Collect three guesses aloud first. Stress “picked for this picture, by somebody who can compute with the model” – that is white-box.',
        '先请三个人说出自己的猜测。强调“由能够用模型计算的人，专门为这张图挑选”，这就是白盒攻击。',
      ),
      paper: { axes: 'epsilon' },
    },
    {
      id: 'budget',
      title: w('ε is a budget', 'ε 是扰动预算'),
      enter: { screen: 'explore', run: 'one-step', view: { epsilon: '0' }, look: 'explore.scrubber' },
      text: [
        w(
          'ε bounds the largest change of any single pixel (the L∞ norm). It is the budget of the attack, not what the attack does: the same picture has one ε and very many changes within it.',
          'ε 限制的是任一像素的最大改动（L∞ 范数）。它是攻击的预算，而不是攻击本身：同一张图、同一个 ε，可以有无数种改动。',
        ),
        w(
          'Curve, sample grid and numbers move together with the scrubber. Arrow keys move it by one point.',
          '拖动滑块时，曲线、样本网格和数字一起变化；用方向键每次移动一格。',
        ),
      ],
      facts(evidence) {
        const report = evidence.run('one-step');
        const half = firstBelow(report, 'fgsm', 0.5) ?? middle;
        return {
          half: epsilonOf(half, report),
          accuracy: accuracyAt(report, 'fgsm', half),
          left: amount(correctAt(report, 'fgsm', half)),
          n: amount(at(report, 'fgsm', half).n),
        };
      },
      ask: {
        kind: 'task',
        question: w(
          'Move the scrubber to the smallest ε at which fewer than half of the samples are still right.',
          '把滑块移到答对样本不足一半的最小 ε 处。',
        ),
        done: ({ view }, evidence) =>
          Number(view.epsilon) === firstBelow(evidence.run('one-step'), 'fgsm', 0.5),
        solution: w('ε = {half}: {accuracy}', 'ε = {half}：{accuracy}'),
      },
      right: w(
        'At ε = {half} the accuracy is {accuracy}: {left} of {n}. The grey scale of these digits has steps of 1/16, so this is two or three grey levels in each pixel at most.',
        'ε = {half} 时准确率为 {accuracy}：{n} 个样本中答对 {left} 个。这些数字的灰度步长为 1/16，所以每个像素至多改动两三个灰度级。',
      ),
      wrong: w(
        'Not yet. Go one point at a time from the left and watch the accuracy: the first point under 50 % is meant.',
        '还不是。从左边起一格一格地移，看准确率：要找的是第一个低于 50% 的点。',
      ),
      hints: [
        w('The dashed line of the chart shows where you are.', '图中的竖线标出当前位置。'),
        w('Home brings the scrubber back to ε = 0.', '按 Home 键可回到 ε = 0。'),
      ],
      notes: w(
        'A common misreading: “ε = 0.125 means 12.5 % of the pixels change”. All may change; each only a little. With 8-bit colour pictures ε is usually written in 1/255.',
        '常见误解：“ε = 0.125 表示改动 12.5% 的像素”。其实所有像素都可以改，只是每个只能改一点。8 位彩色图像的 ε 通常写成几/255。',
      ),
      paper: { lines: 1 },
    },
    {
      id: 'look-closely',
      title: w('Look at one of them', '仔细看一个样本'),
      enter: {
        screen: 'explore',
        run: 'one-step',
        view: { epsilon: String(middle), attack: 'fgsm' },
        look: 'explore.grid',
      },
      text: [
        w(
          'Each tile is one sample. At ε = {epsilon} the attack has broken {broken} of the {right} that were right before.',
          '每个小图是一个样本。ε = {epsilon} 时，原先答对的 {right} 个样本中有 {broken} 个被攻破。',
        ),
        w(
          'Open one that fell: its page shows the picture before and after, the difference (made stronger so that it can be seen), and what the model says to each.',
          '打开一个被攻破的样本：样本页给出攻击前后的图像、放大后的差值，以及模型对两者的判断。',
        ),
      ],
      facts(evidence) {
        const report = evidence.run('one-step');
        const right = correctAt(report, 'fgsm', 0);
        const left = correctAt(report, 'fgsm', middle);
        return { epsilon: epsilonOf(middle, report), right: amount(right), broken: amount(right - left) };
      },
      ask: {
        kind: 'task',
        question: w('Open the page of any sample in the grid.', '在样本网格中打开任意一个样本的页面。'),
        done: ({ view }) => view.sample !== undefined && view.sample !== '',
        solution: w('Any sample that fell.', '任意一个被攻破的样本。'),
      },
      right: w(
        'Look at the difference: it has the same strength nearly everywhere and follows the strokes of no digit. It is not drawn to look like another digit; it is made to push this model.',
        '看差值图：它在几乎所有位置强度相同，并不沿着任何数字的笔画。它不是画成别的数字，而是专门用来推动这个模型的。',
      ),
      wrong: w(
        'No sample is open yet: choose a tile in the grid, or walk there with Tab and the arrow keys and press Enter.',
        '还没有打开样本：请点击网格中的小图，或用 Tab 和方向键移到小图上再按回车。',
      ),
      hints: [
        w(
          'The grid has one tab stop: Tab to it, arrows to move, Enter to open.',
          '整个网格只占一个 Tab 位：用 Tab 进入，方向键移动，回车打开。',
        ),
      ],
      notes: w(
        'Ask two people to read the attacked digit aloud. Usually both read the old class – that is the point of the small budget.',
        '请两个人念出被攻击后的数字。他们通常念的都是原来的类别，这正是小预算的意义。',
      ),
      paper: { lines: 2 },
    },
    {
      id: 'not-noise',
      title: w('It is not noise', '它不是噪声'),
      enter: { screen: 'report', run: 'curve', look: 'report.checks' },
      text: [
        w(
          'Every robustness result of the lab checks itself. One of the checks throws random noise of the same size ({epsilon}) at {n} samples the model gets right, 20 times each.',
          '试金石的每个鲁棒性结果都会自检。其中一项对模型答对的 {n} 个样本各施加 20 次同样大小（{epsilon}）的随机噪声。',
        ),
        w(
          'The attack left only {attacked} of all samples right at that ε.',
          '而在这个 ε 下，攻击之后所有样本中只剩 {attacked} 仍答对。',
        ),
      ],
      facts(evidence) {
        const report = evidence.run('curve');
        const { n, broken, epsilon } = checkOf(report, 'random-noise');
        return {
          n: amount(n),
          broken: amount(broken),
          noise: rate(broken, n),
          epsilon: epsilonOf(epsilon, report),
          attacked: accuracyAt(report, 'worst-case', epsilon),
        };
      },
      ask: {
        kind: 'number',
        unit: 'percent',
        question: w(
          'What share of those samples do you think at least one of 20 random changes breaks, in per cent? Within 10 points counts.',
          '您认为其中有百分之多少的样本会被 20 次随机改动中的至少一次攻破？相差 10 个百分点以内都算对。',
        ),
        answer(evidence) {
          const { broken, n } = checkOf(evidence.run('curve'), 'random-noise');
          return broken / n;
        },
        tolerance: 0.1,
      },
      right: w(
        'Noise broke {broken} of {n}, that is {noise}. (The list counts as violations only those that noise breaks and the attack does not.) The attack is so much stronger because it follows the gradient: it knows in which direction each pixel hurts.',
        '噪声攻破了 {n} 个中的 {broken} 个，即 {noise}。（列表中的“违反”只计噪声攻破而攻击未攻破的样本。）攻击之所以强得多，是因为它沿着梯度走：它知道每个像素往哪个方向改最伤模型。',
      ),
      hints: [
        w(
          'In many dimensions a random direction has almost nothing in common with the worst one.',
          '在高维空间里，随机方向与最坏方向几乎毫无关系。',
        ),
      ],
      notes: w(
        'Robustness to noise says little about robustness to attacks; “we tested with noise” is a frequent and wrong answer in reviews.',
        '对噪声稳健并不说明对攻击稳健；评审时“我们用噪声测过”是常见而错误的回答。',
      ),
      paper: { lines: 2 },
    },
    {
      id: 'definition',
      title: w('In one sentence', '一句话说清'),
      enter: {
        screen: 'walk',
        run: 'one-step',
        view: { attack: 'fgsm', epsilon: String(middle), steps: '1', sample: String(fooled) },
        look: 'walk.pictures',
      },
      text: [
        w(
          'Here is the one step of the attack (FGSM) on one picture: the sign of the gradient times ε is added, and the model is asked again. Press “One step on”.',
          '这里是攻击（FGSM）在一张图上的那一步：加上 ε 乘以梯度的符号，然后再问一次模型。请按“前进一步”。',
        ),
        w(
          'Over all {n} samples the same single step lowered the accuracy from {clean} to {accuracy}.',
          '对全部 {n} 个样本，同样的一步使准确率从 {clean} 降到 {accuracy}。',
        ),
      ],
      facts(evidence) {
        const report = evidence.run('one-step');
        return {
          n: amount(at(report, 'fgsm', 0).n),
          clean: accuracyAt(report, 'fgsm', 0),
          accuracy: accuracyAt(report, 'fgsm', middle),
        };
      },
      ask: {
        kind: 'choice',
        question: w('Which of these is an adversarial example?', '下面哪一个是对抗样本？'),
        options: [
          {
            id: 'blurred',
            text: w('a photo so blurred that people cannot read it either', '一张模糊到人也认不出的照片'),
          },
          {
            id: 'mislabelled',
            text: w('a sample whose label in the data set is wrong', '数据集中标签标错的样本'),
          },
          {
            id: 'bounded',
            text: w(
              'an input changed on purpose within a bound, whose class people see unchanged and the model gets wrong',
              '在限度内被刻意改动、人看来类别不变而模型判错的输入',
            ),
          },
          {
            id: 'rare',
            text: w('a rare input that the training data lack', '训练数据中没有的罕见输入'),
          },
        ],
        answer: () => 'bounded',
      },
      right: w(
        'Yes: on purpose, bounded, the right class unchanged. How strong such an attack is depends on how it searches: that is the next lesson.',
        '对：刻意为之、改动有界、真实类别不变。攻击有多强取决于怎样搜索：见下一课。',
      ),
      wrong: w(
        'Such inputs are a problem too, but nobody looked for them with the model in hand, or the right answer itself is not the same any more.',
        '这类输入也是问题，但没有人拿着模型去找它们，或者正确答案本身已经变了。',
      ),
      hints: [
        w(
          'Three things belong to it: purpose, bound, unchanged meaning.',
          '三个要素：刻意、有界、含义不变。',
        ),
      ],
      notes: w(
        'The draft speaks of robust accuracy on adversarial samples (A.5-3 white box, A.5-4 black box). Success always means: right before, wrong after.',
        '标准草案讲的是对抗样本上的鲁棒准确率（A.5-3 白盒，A.5-4 黑盒）。攻击成功总是指：之前答对，之后答错。',
      ),
      paper: { lines: 3 },
    },
  ],
};
