/** Roles of the AccessManager. Governance is the manager's own administrator; it adds, slowly. A guardian only stops. */
export const ROLES = { governance: 0n, developer: 1n, validator: 2n, approver: 3n, guardian: 4n, issuerAdministrator: 5n } as const;
export type Role = keyof typeof ROLES;

/**
 * Who may call which restricted function. What is not here is guarded by the parties of the thing itself: a version's developer, validator and approver, an
 * issuer's controller, a lender or its delegate, the signer of a contribution to a key. `revokeKey` is for the key's controller as well.
 */
export const RESTRICTED = {
  ModelRegistry: {
    register: "developer",
    validate: "validator",
    extendReview: "validator",
    scheduleApproval: "approver",
    approve: "approver",
    retire: "approver",
    suspend: "guardian",
    revoke: "guardian",
    admitVerifier: "governance",
  },
  IssuerRegistry: { registerIssuer: "issuerAdministrator", revokeKey: "guardian" },
  DecisionRegistry: { stop: "guardian", resume: "governance" },
} as const satisfies Record<string, Record<string, Role>>;
