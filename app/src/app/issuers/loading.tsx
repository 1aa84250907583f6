import { ListSkeleton } from "../../parts/list-skeleton.tsx";

export default function Loading() {
  return <ListSkeleton title="Issuers" columns={["Key", "Validity", "Valid from", "Revoked", "Decisions"]} />;
}
