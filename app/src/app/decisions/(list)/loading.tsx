import { ListSkeleton } from "../../../parts/list-skeleton.tsx";

export default function Loading() {
  return <ListSkeleton title="Decisions" columns={["Application", "Outcome", "Disclosed score", "Model", "Lender", "Issuer", "Settled (UTC)"]} />;
}
