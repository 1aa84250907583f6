import { mnemonicToAccount } from "viem/accounts";

/** Hardhat's well-known phrase: whatever these accounts hold is worth nothing, on a chain that ends with the demo. */
const PHRASE = "test test test test test test test test test test test junk";
const account = (addressIndex: number) => mnemonicToAccount(PHRASE, { addressIndex });

/** Who acts in the demo: each another account, as the registry insists for developer, validator and approver. */
export const PEOPLE = {
  deployer: account(0),
  developer: account(1),
  validator: account(2),
  approver: account(3),
  guardian: account(4),
  issuerAdministrator: account(5),
  /** Controls the issuer's keys. */
  issuer: account(6),
  lender: account(7),
  governor: account(8),
} as const;

/** Accounts of applicants who have one; the embedded chain gives money to the first eleven. */
export const applicantAccount = (position: number) => account(9 + position);
