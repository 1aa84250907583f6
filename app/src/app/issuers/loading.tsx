import { ListSkeleton } from "../../parts/list-skeleton.tsx";

export default function Loading() {
  return <ListSkeleton title="Issuers" columns={["Key", "Now", "Valid from (UTC)", "Revoked (UTC)", "Decisions"]} />;
}
