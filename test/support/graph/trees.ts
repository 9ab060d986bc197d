import { floats } from './files.ts';

/** A tree by hand: a feature and a threshold with two branches (left where x ≤ threshold), or the leaf's share per class. */
export type Tree = { feature: number; threshold: number; left: Tree; right: Tree } | readonly number[];

/** What a tree says of a sample. */
export function evaluate(tree: Tree, x: Float32Array): readonly number[] {
  if (Array.isArray(tree)) return tree as readonly number[];
  const split = tree as Exclude<Tree, readonly number[]>;
  return evaluate(x[split.feature] <= split.threshold ? split.left : split.right, x);
}

/** The attributes that a TreeEnsembleClassifier holds trees in. */
export function attributesOf(trees: readonly Tree[]) {
  const nodes: {
    tree: number;
    id: number;
    feature: number;
    threshold: number;
    yes: number;
    no: number;
    leaf: boolean;
  }[] = [];
  const leaves: { tree: number; id: number; class: number; weight: number }[] = [];
  trees.forEach((root, tree) => {
    let next = 0;
    const place = (part: Tree): number => {
      const id = next++;
      if (Array.isArray(part)) {
        nodes.push({ tree, id, feature: 0, threshold: 0, yes: 0, no: 0, leaf: true });
        (part as readonly number[]).forEach((weight, label) =>
          leaves.push({ tree, id, class: label, weight }),
        );
        return id;
      }
      const split = part as Exclude<Tree, readonly number[]>;
      const entry = {
        tree,
        id,
        feature: split.feature,
        threshold: split.threshold,
        yes: 0,
        no: 0,
        leaf: false,
      };
      nodes.push(entry);
      entry.yes = place(split.left);
      entry.no = place(split.right);
      return id;
    };
    place(root);
  });
  return {
    nodes_treeids: nodes.map(({ tree }) => tree),
    nodes_nodeids: nodes.map(({ id }) => id),
    nodes_featureids: nodes.map(({ feature }) => feature),
    nodes_values: floats(nodes.map(({ threshold }) => threshold)),
    nodes_modes: nodes.map(({ leaf }) => (leaf ? 'LEAF' : 'BRANCH_LEQ')),
    nodes_truenodeids: nodes.map(({ yes }) => yes),
    nodes_falsenodeids: nodes.map(({ no }) => no),
    class_treeids: leaves.map(({ tree }) => tree),
    class_nodeids: leaves.map(({ id }) => id),
    class_ids: leaves.map((leaf) => leaf.class),
    class_weights: floats(leaves.map(({ weight }) => weight)),
  };
}
