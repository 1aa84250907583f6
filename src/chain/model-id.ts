export { modelId } from "../statement/model-id.ts";
