import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import { type Abi, toFunctionSelector } from "viem";
import { decisionRegistryAbi } from "./abi/decision-registry.ts";
import { issuerRegistryAbi } from "./abi/issuer-registry.ts";
import { modelRegistryAbi } from "./abi/model-registry.ts";
import { RESTRICTED, ROLES, type Role } from "./roles.ts";

const ABIS: Record<keyof typeof RESTRICTED, Abi> = {
  ModelRegistry: modelRegistryAbi,
  IssuerRegistry: issuerRegistryAbi,
  DecisionRegistry: decisionRegistryAbi,
};

/** The roles that have holders from the first day. Governance has one, the timelock. */
const HELD = (Object.keys(ROLES) as Role[]).filter((role) => role !== "governance");

/** Selectors of a contract's restricted functions by the role that may call them. What governance calls is its own by default: the manager's role 0. */
function selectorsByRole(contract: keyof typeof RESTRICTED): [Role, string[]][] {
  const byRole = new Map<Role, string[]>();
  for (const [name, role] of Object.entries(RESTRICTED[contract]) as [string, Role][]) {
    if (role === "governance") continue;
    const found = ABIS[contract].find((entry) => entry.type === "function" && entry.name === name);
    if (found?.type !== "function") throw new Error(`${contract} has no function ${name}`);
    byRole.set(role, [...(byRole.get(role) ?? []), toFunctionSelector(found)]);
  }
  return [...byRole];
}

/**
 * Everything that a chain needs: the registries under one AccessManager, whose administrator in the end is a timelock and nobody else. The deployer is its
 * administrator while roles are handed out, and gives that up with the last transaction.
 */
export default buildModule("Credence", (m) => {
  const deployer = m.getAccount(0);
  const governors = m.getParameter<string[]>("governors");

  const manager = m.contract("AccessManager", [deployer]);
  // Governors propose and carry out; nobody administers the timelock but itself.
  const timelock = m.contract("TimelockController", [m.getParameter("governanceDelay"), governors, governors, `0x${"0".repeat(40)}`]);
  const factory = m.contract("VerifierFactory");
  const models = m.contract("ModelRegistry", [manager, factory, m.getParameter("approvalDelay"), m.getParameter("production")]);
  const issuers = m.contract("IssuerRegistry", [manager, m.getParameter("keyDelay")]);
  const decisions = m.contract("DecisionRegistry", [manager, models, issuers]);
  const gate = m.contract("CreditGate", [decisions, models]);

  const targets = { ModelRegistry: models, IssuerRegistry: issuers, DecisionRegistry: decisions };
  const assigned = (Object.keys(RESTRICTED) as (keyof typeof RESTRICTED)[]).flatMap((contract) =>
    selectorsByRole(contract).map(([role, selectors]) =>
      m.call(manager, "setTargetFunctionRole", [targets[contract], selectors, ROLES[role]], { id: `${contract}_${role}` }),
    ),
  );
  const labelled = HELD.map((role) => m.call(manager, "labelRole", [ROLES[role], role], { id: `label_${role}` }));
  const granted = HELD.map((role) => m.call(manager, "grantRole", [ROLES[role], m.getParameter(role), 0], { id: `grant_${role}` }));
  const governed = m.call(manager, "grantRole", [ROLES.governance, timelock, 0], { id: "grant_governance" });
  m.call(manager, "renounceRole", [ROLES.governance, deployer], { id: "renounce_governance", after: [...assigned, ...labelled, ...granted, governed] });

  return {
    AccessManager: manager,
    TimelockController: timelock,
    VerifierFactory: factory,
    ModelRegistry: models,
    IssuerRegistry: issuers,
    DecisionRegistry: decisions,
    CreditGate: gate,
  };
});
