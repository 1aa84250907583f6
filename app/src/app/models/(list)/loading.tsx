import { ListSkeleton } from "../../../parts/list-skeleton.tsx";

export default function Loading() {
  return <ListSkeleton title="Models" columns={["Model", "Version", "Kind", "Lender", "Status", "Approved since", "Decisions"]} />;
}
