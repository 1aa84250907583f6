import { ListSkeleton } from "../../../parts/list-skeleton.tsx";

export default function Loading() {
  return <ListSkeleton title="Models" columns={["Model", "Version", "Kind", "Lender", "Status", "Tier", "Approved since", "Review due", "Decisions"]} />;
}
