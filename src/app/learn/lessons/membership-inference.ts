import { mostFound } from '../../../training/privacy/bound.ts';
import { amount, estimate, membership, plain, rate, rocOf, share } from '../facts.ts';
import { accuracy, found, foundShare, gapSuccess, lowRate, pairs, privacyOf } from '../membership.ts';
import type { LessonRunId } from '../results.ts';
import type { Evidence, Lesson } from '../types.ts';
import { w } from '../words.ts';

const [small, standard, guarded] = ['purchases-mlp-overfit', 'purchases-mlp', 'purchases-mlp-dp'] as const;

/** The lowest false-positive rate of the table, as its key writes it. */
const lowest = '0.001';

const gap = (evidence: Evidence): number => gapSuccess(evidence, 'membership-overfit');

const lossOf = (evidence: Evidence, run: LessonRunId) => rocOf(evidence.run(run), 'loss');

const testAccuracy = (evidence: Evidence, target: string) => evidence.card(target).accuracy.test;

const lostAccuracy = (evidence: Evidence): number =>
  testAccuracy(evidence, standard).accuracy - testAccuracy(evidence, guarded).accuracy;

export const membershipInference: Lesson = {
  id: 'membership-inference',
  title: w('Was my record in the training set?', '我的记录在不在训练集里？'),
  lead: w(
    'A model that knows its training records better than others gives them away. How well an attacker tells them apart is a curve, and its low end is what matters.',
    '模型若对训练记录比对其他记录更有把握，就会暴露它们。攻击者分辨得有多准是一条曲线，要紧的是它的低误报端。',
  ),
  aims: [
    w('say why overfitting gives members away', '说明过拟合为何会暴露成员'),
    w('read a ROC curve at its low end', '会读 ROC 曲线的低误报端'),
    w('name what differential privacy costs and what it promises', '说出差分隐私的代价与承诺'),
  ],
  minutes: 10,
  after: [],
  clause: w('A.1-2; membership inference in the draft', 'A.1-2；草案中的成员推断攻击'),
  notes: w(
    'The records are generated shopping lists, so nobody is exposed here. Ask first whose presence in a data set would itself be a secret: patients, debtors, members of a party.',
    '这里的购物记录是生成的，不涉及任何人。可以先问：谁“在数据集里”这件事本身就是秘密？例如病人、欠款人、党派成员。',
  ),
  steps: [
    {
      id: 'gap',
      title: w('Right for whom?', '对谁答得准？'),
      enter: { screen: 'report', run: 'membership-overfit', look: 'report.gap' },
      text: [
        w(
          'This model learned {rows} shopping records. It is right about {members} of these members, and about {nonMembers} of records that it never saw: it overfits.',
          '该模型学习了 {rows} 条购物记录。对这些成员它答对 {members}，对从未见过的记录答对 {nonMembers}：它过拟合了。',
        ),
        w(
          'The simplest attacker says “member” whenever the model is right, and “non-member” whenever it is wrong. Half of the records that he is asked about are members.',
          '最简单的攻击者：模型答对就说“成员”，答错就说“非成员”。问他的记录中成员与非成员各占一半。',
        ),
      ],
      uses: { cards: [small] },
      facts(evidence) {
        const { members, nonMembers } = accuracy(evidence, 'membership-overfit');
        return {
          rows: amount(evidence.card(small).accuracy.train.n),
          members: share(members),
          nonMembers: share(nonMembers),
          success: share(gap(evidence)),
        };
      },
      ask: {
        kind: 'number',
        unit: 'percent',
        question: w(
          'Of what share of the records does he speak the truth? (In percent.)',
          '他说对的记录占多少？（百分比）',
        ),
        answer: gap,
        tolerance: 0.006,
        mistakes: [
          {
            at: (evidence) => {
              const { members, nonMembers } = accuracy(evidence, 'membership-overfit');
              return members - nonMembers;
            },
            says: w(
              'That is the gap itself. Count both halves: the members that he names, and the non-members that he lets go.',
              '这是差距本身。请把两半都算上：被他指出的成员，以及被他排除的非成员。',
            ),
          },
          {
            at: (evidence) => accuracy(evidence, 'membership-overfit').members,
            says: w(
              'So many of the members. What does he say of the non-members that the model gets right?',
              '这只是成员那一半。模型答对的那些非成员，他会怎么说？',
            ),
          },
        ],
      },
      right: w(
        '{success}; blind guessing would reach half. He needs no more than the answer: no probabilities, no model of his own. Whatever widens the gap helps him.',
        '{success}；盲猜能对一半。他只需要模型的答案，不需要概率，也不需要自己的模型。凡是拉大差距的，都在帮他。',
      ),
      wrong: w(
        'Take a hundred members and a hundred non-members, and count his true answers in each.',
        '取一百个成员和一百个非成员，分别数他说对了多少。',
      ),
      hints: [
        w(
          'He is right about a member when the model is right, and about a non-member when the model is wrong.',
          '对成员，模型答对则他说对；对非成员，模型答错则他说对。',
        ),
      ],
      notes: w(
        'The gap rule (Yeom et al. 2018): (1 + accuracy on members − accuracy on others) / 2. It stands in the table as “gap”.',
        '间隙规则（Yeom 等，2018）：（1 + 成员准确率 − 非成员准确率）/ 2。表中列为“间隙规则”。',
      ),
      paper: { lines: 3 },
    },
    {
      id: 'curve',
      title: w('Every threshold at once', '一次看遍所有阈值'),
      enter: { screen: 'report', run: 'membership-overfit', look: 'report.roc' },
      text: [
        w(
          'The loss attack looks closer: how sure was the model of the true class? Members lie further to the right among the scores. Whoever lies right of the threshold is called a member.',
          '损失攻击看得更细：模型对真实类别有多大把握？成员的得分更靠右。得分在阈值右侧的，一律判为成员。',
        ),
        w(
          'Each threshold is one point of the ROC curve: the share of members found (upwards) against the share of non-members wrongly accused (to the right).',
          '每个阈值对应 ROC 曲线上的一点：纵轴是找出的成员占比，横轴是被误判的非成员占比。',
        ),
      ],
      ask: {
        kind: 'point',
        question: w(
          'Where can you decide how sure the attacker wants to be? Go there and move it.',
          '在哪里可以决定攻击者要有多大把握？请找到它并移动。',
        ),
        places: [
          { anchor: 'report.success', name: w('the success rate at the top', '最上方的成功率') },
          { anchor: 'report.threshold', name: w('the threshold', '阈值') },
          { anchor: 'report.attacks', name: w('the table of attacks', '攻击一览表') },
        ],
        answer: () => 'report.threshold',
      },
      right: w(
        'The ring on the curve, the line among the scores and the counts move together. Far to the right on the scores means: few accusations, and rarely a wrong one.',
        '曲线上的圆环、得分图中的竖线和计数一起移动。阈值越靠右，指控越少，冤枉也越少。',
      ),
      wrong: w(
        'That is a result. What decides which records are called members?',
        '那是结果。是什么决定哪些记录被判为成员？',
      ),
      hints: [w('It stands below the two charts.', '它在两幅图的下方。')],
      notes: w(
        'Let someone say the two extremes aloud: accuse nobody (lower left corner), accuse everybody (upper right corner). Both are always on the curve.',
        '请一位学员说出两个极端：谁都不指控（左下角），人人都指控（右上角）。两者总在曲线上。',
      ),
      paper: { lines: 2 },
    },
    {
      id: 'more-records',
      title: w('More records, less memory', '记录多了，记得就少'),
      enter: { screen: 'report', run: 'membership-overfit', look: 'report.roc' },
      reveal: { screen: 'report', run: 'membership-standard', look: 'report.roc' },
      text: [
        w(
          'The area under the curve (AUC) has a plain meaning: of all pairs of a member and a non-member, the share in which the member has the higher score. Here it is {overfit}; chance is one half.',
          '曲线下面积（AUC）有个朴素的含义：在所有“一个成员配一个非成员”的组合中，成员得分更高的占比。这里是 {overfit}；随机为一半。',
        ),
        w(
          'Another model has the same layers, but learned {rows} records instead of {fewer}. On its own training records it, too, is right about {train}.',
          '另一个模型结构相同，但学习了 {rows} 条记录，而不是 {fewer} 条。它在自己的训练记录上也答对 {train}。',
        ),
      ],
      uses: { runs: ['membership-standard'], cards: [small, standard] },
      facts(evidence) {
        const [few, many] = [small, standard].map((id) => evidence.card(id).accuracy);
        return {
          rows: amount(many.train.n),
          fewer: amount(few.train.n),
          train: share(many.train.accuracy),
          testFew: rate(few.test.correct, few.test.n),
          testMany: rate(many.test.correct, many.test.n),
          overfit: pairs(evidence, 'membership-overfit', 'loss'),
          standard: pairs(evidence, 'membership-standard', 'loss'),
        };
      },
      ask: {
        kind: 'predict',
        question: w(
          'In what share of pairs does the loss attack get it right on this model?',
          '对这个模型，损失攻击在多大比例的组合中判断正确？',
        ),
        answer: (evidence) => lossOf(evidence, 'membership-standard').auc.value,
        close: 0.05,
      },
      right: w(
        'You said {given}. Measured: {standard}. Both models know their training records by heart; but with more of them the model also knows what others look like: test accuracy {testMany} instead of {testFew}. That leaves less to tell members by.',
        '您猜的是 {given}，实测 {standard}。两个模型都背下了训练记录；但记录多了，模型对其他记录也更有把握：测试准确率从 {testFew} 变为 {testMany}。可供分辨成员的差别就小了。',
      ),
      notes: w(
        'Training accuracy alone says nothing about leakage: it is the distance to other records that counts. The two models also differ in epochs; each card says how many.',
        '仅凭训练准确率看不出泄露，要看与其他记录的差距。两个模型的训练轮数也不同，见各自的模型卡。',
      ),
      paper: { lines: 2 },
    },
    {
      id: 'low-end',
      title: w('The low end', '低误报端'),
      enter: { screen: 'report', run: 'membership-lira', look: 'report.attacks' },
      text: [
        w(
          'Whoever accuses wants to be right. An attacker who calls half of all outsiders members convinces nobody; so look where at most {fpr} of non-members are wrongly accused.',
          '指控别人，总得说得准。把一半的局外人都判成成员，没有人会信；所以要看误判的非成员至多 {fpr} 的地方。',
        ),
        w(
          'The model that overfits again, and two attacks: the loss, and LiRA. LiRA trains {shadows} models of its own on records from the same source, and compares what models say that learned a record with what others say.',
          '还是那个过拟合的模型，两种攻击：损失攻击与 LiRA。LiRA 用同一来源的记录自行训练 {shadows} 个模型，比较学过某条记录的模型与没学过的模型各怎么说。',
        ),
        w(
          'Over all thresholds: AUC {lossAuc} and {liraAuc}.',
          '就全部阈值而言：AUC 分别为 {lossAuc} 和 {liraAuc}。',
        ),
      ],
      facts(evidence) {
        const report = evidence.run('membership-lira');
        return {
          fpr: share(lowRate(evidence, 'membership-lira', 'loss').fpr),
          shadows: amount(Number(membership(report).parameters.shadows)),
          lossAuc: estimate(rocOf(report, 'loss').auc),
          liraAuc: estimate(rocOf(report, 'lira').auc),
          loss: found(evidence, 'membership-lira', 'loss'),
          lira: found(evidence, 'membership-lira', 'lira'),
        };
      },
      ask: {
        kind: 'number',
        unit: 'percent',
        question: w(
          'What share of the members does the loss attack find there? (In percent.)',
          '损失攻击在那里找出了多少成员？（百分比）',
        ),
        answer: (evidence) => foundShare(evidence, 'membership-lira', 'loss'),
        tolerance: 0.004,
        mistakes: [
          {
            at: (evidence) => foundShare(evidence, 'membership-lira', 'lira'),
            says: w('That is LiRA’s. Look at the row of the loss.', '那是 LiRA 的。请看损失攻击那一行。'),
          },
          {
            at: (evidence) => lossOf(evidence, 'membership-lira').auc.value,
            says: w(
              'That is the area under the whole curve. One column further to the right only the low end counts.',
              '那是整条曲线下的面积。再往右一列，只看低误报端。',
            ),
          },
        ],
      },
      right: w(
        'Loss: {loss}. LiRA: {lira}. The areas lie close together, the low ends do not. An average over all thresholds hides the attacker who is rarely wrong.',
        '损失攻击：{loss}；LiRA：{lira}。两者的面积相近，低误报端却相去甚远。对全部阈值取平均，会掩盖那种很少出错的攻击者。',
      ),
      wrong: w(
        'In the table: the row of the loss, the column of the true-positive rate at {fpr}.',
        '看表格：损失攻击一行，FPR 为 {fpr} 时的 TPR 一列。',
      ),
      hints: [
        w(
          'The logarithmic ROC chart shows the same place: go up from {fpr} on the axis below.',
          '对数坐标的 ROC 图上也能看到：从横轴 {fpr} 处往上看。',
        ),
      ],
      notes: w(
        'Source: Carlini et al., “Membership Inference Attacks From First Principles”, 2022. A high loss can be a hard record or one never seen; only comparison with other models tells the two apart.',
        '出处：Carlini 等，Membership Inference Attacks From First Principles，2022。损失高可能是记录本身难，也可能是没见过；只有与其他模型比较才能区分。',
      ),
      paper: { lines: 3 },
    },
    {
      id: 'not-resolvable',
      title: w('Too few to tell', '样本太少，分辨不了'),
      enter: { screen: 'report', run: 'membership-lira', look: 'report.attacks' },
      text: [
        w(
          'One column further, at {fpr}, the table says “not resolvable”, although LiRA’s curve goes on to the left of it.',
          '再往右一列，FPR 为 {fpr} 处写着“无法分辨”，尽管 LiRA 的曲线在更左边还有。',
        ),
        w('{nonMembers} non-members were scored.', '参与评分的非成员有 {nonMembers} 个。'),
      ],
      facts(evidence) {
        const { counts, tprAtFpr } = rocOf(evidence.run('membership-lira'), 'lira');
        const { fpr } = tprAtFpr[lowest];
        return {
          fpr: share(fpr),
          nonMembers: amount(counts.nonMembers),
          alarms: amount(counts.nonMembers * fpr),
          needed: amount(10 / fpr),
        };
      },
      ask: {
        kind: 'choice',
        question: w('Why is there no figure?', '为什么没有数字？'),
        options: [
          { id: 'weak', text: w('the attack finds nobody there', '攻击在那里找不到任何成员') },
          {
            id: 'few',
            text: w('the threshold would hang on a handful of non-members', '阈值将只取决于寥寥几个非成员'),
          },
          { id: 'safe', text: w('the model is safe there', '模型在那里是安全的') },
        ],
        answer: () => 'few',
      },
      right: w(
        'Only {alarms} wrong accusations make the difference: other records, and the figure would be another. Ten are asked for, which needs {needed} non-members.',
        '全看 {alarms} 次误判：换一批记录，数字就变了。至少要有十次，即需要 {needed} 个非成员。',
      ),
      wrong: w(
        'How many of the {nonMembers} non-members may be wrongly accused at {fpr}?',
        'FPR 为 {fpr} 时，{nonMembers} 个非成员中允许误判几个？',
      ),
      hints: [w('Multiply the number of non-members by the rate.', '用非成员数乘以该比率。')],
      notes: w(
        'A missing figure is no zero and no pass. A plan that wants to speak of a rate must provide the records for it.',
        '没有数字不等于零，更不等于合格。评估方案若要谈某个误报率，就要备足记录。',
      ),
      paper: { lines: 2 },
    },
    {
      id: 'price',
      title: w('What differential privacy costs', '差分隐私的代价'),
      enter: { screen: 'report', run: 'membership-standard', look: 'report.roc' },
      reveal: { screen: 'report', run: 'membership-dp', look: 'report.roc' },
      text: [
        w(
          'DP-SGD trains so that no single record can leave much of a trace: each record’s gradient is cut to a length, and noise is added. The same layers and the same {rows} records give a model with ε = {epsilon} at δ = {delta}.',
          'DP-SGD 的训练方式使任何一条记录都留不下多少痕迹：先把每条记录的梯度截到一定长度，再加噪声。用同样的层和同样的 {rows} 条记录，得到一个 ε = {epsilon}（δ = {delta}）的模型。',
        ),
        w(
          'Test accuracy: {testStandard} with standard training, {testPrivate} with DP-SGD.',
          '测试准确率：常规训练 {testStandard}，DP-SGD {testPrivate}。',
        ),
      ],
      uses: { runs: ['membership-standard', 'membership-dp'], cards: [standard, guarded] },
      facts(evidence) {
        const [plainTest, privateTest] = [standard, guarded].map((id) => testAccuracy(evidence, id));
        const { epsilon, delta } = privacyOf(evidence.card(guarded));
        return {
          rows: amount(evidence.card(guarded).accuracy.train.n),
          epsilon: plain(epsilon),
          delta: plain(delta),
          testStandard: rate(plainTest.correct, plainTest.n),
          testPrivate: rate(privateTest.correct, privateTest.n),
          lost: share(lostAccuracy(evidence)),
          aucStandard: estimate(lossOf(evidence, 'membership-standard').auc),
          aucPrivate: estimate(lossOf(evidence, 'membership-dp').auc),
        };
      },
      ask: {
        kind: 'number',
        unit: 'percent',
        question: w('How many percentage points of accuracy does it cost?', '准确率损失了多少个百分点？'),
        answer: lostAccuracy,
        tolerance: 0.002,
        mistakes: [
          {
            at: (evidence) => lostAccuracy(evidence) / testAccuracy(evidence, standard).accuracy,
            says: w(
              'You divided by the accuracy before. Percentage points are the plain difference.',
              '您除以了原来的准确率。百分点是直接相减。',
            ),
          },
        ],
      },
      right: w(
        '{lost} in percentage points: this is the price. What it buys: AUC of the loss attack {aucPrivate} instead of {aucStandard}.',
        '以百分点计为 {lost}：这就是代价。换来的是：损失攻击的 AUC 从 {aucStandard} 变为 {aucPrivate}。',
      ),
      wrong: w('Subtract one test accuracy from the other.', '把两个测试准确率相减。'),
      hints: [w('Both accuracies stand in the text.', '两个准确率都在上文里。')],
      notes: w(
        'The price depends on the data: more records buy the same ε with less noise. Tuning looked at the data, too, and is not in ε; the card says so.',
        '代价取决于数据：记录越多，同样的 ε 需要的噪声越小。调参也看过数据，但未计入 ε，模型卡有说明。',
      ),
      paper: { lines: 2 },
    },
    {
      id: 'promise',
      title: w('What it promises', '差分隐私的承诺'),
      enter: { screen: 'report', run: 'membership-dp', look: 'report.success' },
      text: [
        w(
          'On the model trained with DP-SGD the loss attack has an AUC of {auc}. At a false-positive rate of {fpr} it finds {found}; on the standard model it finds {foundStandard} there.',
          '对 DP-SGD 训练的模型，损失攻击的 AUC 为 {auc}。误报率为 {fpr} 时找出 {found}；对常规模型，同样位置找出 {foundStandard}。',
        ),
      ],
      uses: { runs: ['membership-standard'], cards: [guarded] },
      facts(evidence) {
        const { fpr } = lowRate(evidence, 'membership-dp', 'loss');
        const { epsilon, delta } = privacyOf(evidence.card(guarded));
        return {
          auc: estimate(lossOf(evidence, 'membership-dp').auc),
          fpr: share(fpr),
          found: found(evidence, 'membership-dp', 'loss'),
          foundStandard: found(evidence, 'membership-standard', 'loss'),
          epsilon: plain(epsilon),
          most: share(mostFound({ epsilon, delta }, fpr)),
        };
      },
      ask: {
        kind: 'choice',
        question: w('What may be said to the people in the data?', '对数据中的人可以怎么说？'),
        options: [
          {
            id: 'nobody',
            text: w(
              'nobody can be recognised: the attack hardly finds anyone',
              '没有人会被认出：攻击几乎找不到人',
            ),
          },
          {
            id: 'bounded',
            text: w(
              'how much any attack can find is bounded by ε; what was measured speaks of the attacks made',
              '任何攻击能找出多少，由 ε 设限；实测只说明所做的攻击',
            ),
          },
          {
            id: 'useless',
            text: w(
              'nothing: the attack is not weaker at the low end than on the standard model',
              '什么都不能说：在低误报端，攻击并不比对常规模型时更弱',
            ),
          },
        ],
        answer: () => 'bounded',
      },
      right: w(
        'With ε = {epsilon} no attack, known or unknown, finds more than {most} of members at {fpr}. The loss attack is far from it, and at the low end it is weak on the standard model as well: {foundStandard}. A stronger attack need not be. A measurement is a lower bound, ε an upper one.',
        'ε = {epsilon} 时，任何已知或未知的攻击，在误报率 {fpr} 处找出的成员都不超过 {most}。损失攻击离此尚远；它在低误报端对常规模型也很弱，为 {foundStandard}，但更强的攻击未必如此。实测给出下界，ε 给出上界。',
      ),
      wrong: w(
        'Remember LiRA: what one attack does not find, another may. What holds for every attack?',
        '想想 LiRA：一种攻击找不到的，另一种可能找到。什么才对所有攻击都成立？',
      ),
      hints: [
        w(
          'One of the figures was computed from the training, not from an attack.',
          '有一个数字是由训练过程算出的，而不是由攻击得来的。',
        ),
      ],
      notes: w(
        'The bound: TPR ≤ e^ε · FPR + δ, for one record more or less. The lab’s attackers with shadow models can be run on this model as well, from the plan screen.',
        '上界：TPR ≤ e^ε · FPR + δ，针对增减一条记录而言。也可以在方案屏幕上，对该模型运行使用影子模型的攻击。',
      ),
      paper: { lines: 3 },
    },
  ],
};
