/** A small XGBoost model as save_model writes it: two trees, the second a single leaf, a split by category, missing values. */
export const xgboostModel = () => ({
  learner: {
    attributes: { scikit_learn: "{}" } as Record<string, string>,
    feature_names: ["age", "income", "home"],
    feature_types: ["int", "float", "c"],
    gradient_booster: {
      model: {
        cats: {
          enc: [
            { offsets: [], values: [] },
            { offsets: [], values: [] },
            { offsets: [0, 3, 7], values: [111, 119, 110, 114, 101, 110, 116] },
          ] as unknown[],
          feature_segments: [0, 0, 0, 2],
          sorted_idx: [0, 1],
        } as Record<string, unknown> | undefined,
        gbtree_model_param: { num_parallel_tree: "1", num_trees: "2" },
        iteration_indptr: [0, 1, 2],
        tree_info: [0, 0] as unknown[],
        trees: [
          {
            base_weights: [0, 0, 0, 0, 0, 0, 0],
            categories: [1],
            categories_nodes: [2],
            categories_segments: [0],
            categories_sizes: [1],
            default_left: [1, 0, 0, 0, 0, 0, 0],
            id: 0,
            left_children: [1, 3, 5, -1, -1, -1, -1],
            parents: [2147483647, 0, 0, 1, 1, 2, 2],
            right_children: [2, 4, 6, -1, -1, -1, -1],
            split_conditions: [35.5, 1200.25, 1, 0.5, -0.25, 0.125, -0.75],
            split_indices: [0, 1, 2, 0, 0, 0, 0],
            split_type: [0, 0, 1, 0, 0, 0, 0],
            tree_param: { num_deleted: "0", num_feature: "3", num_nodes: "7", size_leaf_vector: "1" },
          },
          {
            base_weights: [0],
            categories: [],
            categories_nodes: [],
            categories_segments: [],
            categories_sizes: [],
            default_left: [0],
            id: 1,
            left_children: [-1],
            parents: [2147483647],
            right_children: [-1],
            split_conditions: [0.0625],
            split_indices: [0],
            split_type: [0],
            tree_param: { num_deleted: "0", num_feature: "3", num_nodes: "1", size_leaf_vector: "1" },
          },
        ] as Record<string, unknown>[],
      },
      name: "gbtree",
    } as Record<string, unknown>,
    learner_model_param: { base_score: "[2.5E-1]", boost_from_average: "1", num_class: "0", num_feature: "3", num_target: "1" } as Record<string, unknown>,
    objective: { name: "binary:logistic", reg_loss_param: { scale_pos_weight: "1" } },
  },
  version: [3, 2, 0] as unknown[],
});

export type XgboostModel = ReturnType<typeof xgboostModel>;

/** The value at a path such as `learner.gradient_booster.model.trees.0` of a fresh model, replaced or, for undefined, taken out. */
export function withEntry(path: string, value: unknown): XgboostModel {
  const model = xgboostModel();
  const steps = path.split(".");
  const last = steps.pop() as string;
  const owner = steps.reduce((at, step) => at[step] as Record<string, unknown>, model as unknown as Record<string, unknown>);
  if (value === undefined) delete owner[last];
  else owner[last] = value;
  return model;
}

const number = (size: number, write: (view: DataView) => void) => {
  const bytes = new Uint8Array(size);
  write(new DataView(bytes.buffer));
  return [...bytes];
};
const length = (value: number) => [0x4c, ...number(8, (view) => view.setBigInt64(0, BigInt(value)))];
const textBytes = (text: string) => {
  const bytes = [...new TextEncoder().encode(text)];
  return [...length(bytes.length), ...bytes];
};

/** UBJSON as XGBoost writes it: lengths of 64 bits, lists of numbers with one type and a count. */
export function ubjOf(value: unknown): number[] {
  if (typeof value === "string") return [0x53, ...textBytes(value)];
  if (typeof value === "number") {
    return Number.isInteger(value) ? [0x6c, ...number(4, (view) => view.setInt32(0, value))] : [0x64, ...number(4, (view) => view.setFloat32(0, value))];
  }
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every((item) => typeof item === "number")) {
      const float = value.some((item) => !Number.isInteger(item));
      const items = value.flatMap((item) => number(4, (view) => (float ? view.setFloat32(0, item) : view.setInt32(0, item))));
      return [0x5b, 0x24, float ? 0x64 : 0x6c, 0x23, ...length(value.length), ...items];
    }
    return [0x5b, 0x23, ...length(value.length), ...value.flatMap(ubjOf)];
  }
  const entries = Object.entries(value as object).flatMap(([key, item]) => [...textBytes(key), ...ubjOf(item)]);
  return [0x7b, ...entries, 0x7d];
}

/** A small LightGBM model as save_model writes it. */
export const LIGHTGBM = `tree
version=v4
num_class=1
num_tree_per_iteration=1
label_index=0
max_feature_idx=2
objective=binary sigmoid:1
feature_names=age income home
feature_infos=[18:90] [0:9000] 0:1
tree_sizes=400 200

Tree=0
num_leaves=4
num_cat=1
split_feature=0 1 2
split_gain=3 2 1
threshold=35.5 1200.25 0
decision_type=2 8 1
left_child=1 -1 -3
right_child=2 -2 -4
leaf_value=0.5 -0.25 0.125 -0.75
leaf_weight=1 1 1 1
leaf_count=1 1 1 1
internal_value=0 0 0
internal_weight=0 0 0
internal_count=4 2 2
cat_boundaries=0 1
cat_threshold=2
is_linear=0
shrinkage=1


Tree=1
num_leaves=1
num_cat=0
leaf_value=0.0625
is_linear=0
shrinkage=0.1


end of trees

feature_importances:
age=1

parameters:
[boosting: gbdt]
[categorical_feature: 2]

end of parameters

pandas_categorical:[["own", "rent"]]
`;
