import { type ContractErrorArgs, type ContractErrorName as NameOf, parseAbi } from "viem";
import { PUBLIC_SIGNALS } from "../statement/signals.ts";
import { decisionRegistryAbi } from "./abi/decision-registry.ts";
import { groth16VerifierAbi } from "./abi/groth16-verifier.ts";
import { issuerRegistryAbi } from "./abi/issuer-registry.ts";
import { modelRegistryAbi } from "./abi/model-registry.ts";
import { KEY_PARTS } from "./key-contribution.ts";
import { openZeppelinErrors } from "./openzeppelin-errors.ts";
import { spellSpan, spellStatus, spellTime, spellWord } from "./spell.ts";

/** What only a constructor says, which no interface declares. */
const constructorErrors = parseAbi(["error RegistryMissing(address registry)", "error OtherModelRegistry(address ofDecisions, address given)"]);

const interfaces = [
  ...modelRegistryAbi,
  ...issuerRegistryAbi,
  ...decisionRegistryAbi,
  ...groth16VerifierAbi,
  ...openZeppelinErrors,
  ...constructorErrors,
] as const;
type Interfaces = typeof interfaces;

/** Every error that one of the project's contracts may end a call with; one that several declare stands once. */
export const contractErrors = [
  ...new Map(interfaces.filter((item) => item.type === "error").map((error) => [`${error.name}(${error.inputs.map(({ type }) => type)})`, error])).values(),
];

export type ContractErrorName = NameOf<Interfaces>;
type Arguments<Name extends ContractErrorName> = ContractErrorArgs<Interfaces, Name>;

const keyPoint = (position: bigint) => {
  const names = ["alpha", "beta", "gamma", "delta"];
  return position >= 14n ? `IC${(position - 14n) / 2n}` : (names[position < 2n ? 0 : Number((position + 2n) / 4n)] as string);
};

/** Each error as a sentence, with the values that it carries in words. */
export const revertSentences: { [Name in ContractErrorName]: (args: Arguments<Name>) => string } = {
  // ModelRegistry
  ModelStatusUnfit: ([model, status]) =>
    status === 0 ? `Model ${model} is not registered.` : `Model ${model} is ${spellStatus(status)}, from which what was asked does not follow.`,
  ReviewOverdue: ([model, due]) => `The review of model ${model} was due at ${spellTime(due)}: it makes no decisions until it was reviewed.`,
  ModelAlreadyRegistered: ([model]) => `This lender registered the same name and version before, as model ${model}; an id is never used again.`,
  CommitmentAlreadyRegistered: ([commitment, model]) => `The model commitment ${spellWord(commitment)} was registered before, by model ${model}.`,
  VerifierNotAdmitted: ([verifier]) => `The verifier ${verifier} was not deployed by the factory, and governance has not admitted it.`,
  VerifyingKeyRevoked: ([key]) => `A model under the verifying key ${key} was revoked; the key never serves again.`,
  DevelopmentKeyRefused: ([key]) => `The verifying key ${key} was made by one party, who could forge proofs; this registry takes no such key.`,
  RegistrationInvalid: ([part]) => `The registration's ${part} has no meaning.`,
  RolesNotSeparated: ([model, account]) => `Account ${account} already has a part in model ${model} that excludes this one.`,
  NotOfThisModel: ([model, account]) => `Account ${account} has no part in model ${model}.`,
  ContributionMissing: ([key, part]) =>
    `The key ${key} has no recorded contribution of the ${KEY_PARTS[part]}: this registry waits for developer, validator and approver.`,
  ContributionAlreadyRecorded: ([key, part]) =>
    `The ${KEY_PARTS[part]}'s contribution to the key ${key} is recorded already and stays; where it is wrong, another beacon makes another key.`,
  ContributionsNotSeparated: ([key, other]) => `The account or the position is recorded of the key ${key} for the ${KEY_PARTS[other]} already.`,
  ContributionInvalid: ([part]) => `The contribution's ${part} has no meaning.`,
  NotInPart: ([part, account]) => `Account ${account} does not have the role of the ${KEY_PARTS[part]}.`,
  ContributionNotSigned: ([contributor]) => `The signature is not that of account ${contributor} for this contribution, registry and chain.`,
  ApprovalNotScheduled: ([model]) => `No approval of model ${model} is scheduled.`,
  ApprovalTooEarly: ([model, at]) => `Model ${model} can be approved from ${spellTime(at)} on, not before.`,
  DocumentMissing: () => "A document is named by its kind and its hash, neither of which may be empty.",
  // IssuerRegistry
  IssuerAlreadyRegistered: ([issuer]) => `An issuer of this name and controller is registered already, as ${issuer}.`,
  IssuerUnknown: ([issuer]) => `No issuer ${issuer} is registered.`,
  IssuerNameMissing: () => "An issuer needs a name.",
  IssuerControllerMissing: () => "An issuer needs a controller: the account that adds and revokes its keys.",
  NotController: ([issuer, account]) => `Account ${account} does not control issuer ${issuer}.`,
  KeyAlreadyKnown: ([key]) => `The issuer key ${spellWord(key)} was added before; no key is added twice, and a revoked one never again.`,
  KeyUnknown: ([key]) => `The issuer key ${spellWord(key)} is not known.`,
  KeyAlreadyRevoked: ([key]) => `The issuer key ${spellWord(key)} is revoked already.`,
  KeyNotOnCurve: ([x, y]) => `The point (${x}, ${y}) is not on Baby Jubjub.`,
  KeyNotInSubgroup: ([x, y]) => `The point (${x}, ${y}) is not in the prime-order subgroup of Baby Jubjub, or it is the identity.`,
  PossessionNotShown: ([key]) => `The proof of possession does not hold for key ${spellWord(key)} with this issuer, schema, registry and chain.`,
  SchemaHashInvalid: ([hash]) => `The schema hash ${spellWord(hash)} is zero or not below the field order.`,
  // DecisionRegistry
  NotLenderOrDelegate: ([account, lender]) => `Account ${account} is neither the lender ${lender} nor its delegate.`,
  AlreadyDecided: ([application]) => `Application ${spellWord(application)} has its decision already; another model may only challenge it.`,
  NotDecided: ([application]) => `Application ${spellWord(application)} has no decision.`,
  IssuerKeyNotValid: ([key, schema, signedAt]) =>
    `The issuer key ${spellWord(key)} was not valid for records of schema ${spellWord(schema)} at ${spellTime(signedAt)}, or it is revoked.`,
  RecordTooOld: ([issuedAt, age]) => `The record was signed at ${spellTime(issuedAt)}; the model takes none older than ${spellSpan(age)}.`,
  RecordFromTheFuture: ([issuedAt]) => `The record says that it was signed at ${spellTime(issuedAt)}, which is later than the chain's own time.`,
  SignalTooLarge: ([position, value]) =>
    `The signal ${PUBLIC_SIGNALS[Number(position)] ?? `at position ${position}`} (${spellWord(value)}) is not below the field order.`,
  OutcomeMalformed: ([outcome]) => `${spellWord(outcome)} is not a packed outcome.`,
  ProofDoesNotHold: ([model, application]) => `The proof does not hold for model ${model} and application ${spellWord(application)}.`,
  BatchDoesNotHold: ([model]) => `At least one proof of the batch does not hold for model ${model}.`,
  BatchEmpty: () => "The batch holds no settlement.",
  BatchOfSeveralModels: ([model, other]) => `The batch holds decisions of model ${model} and of model ${other}; all have to be of one model.`,
  ChallengerUnfit: ([application, model]) =>
    `Model ${model} cannot challenge the decision on application ${spellWord(application)}: it made the decision, challenged it before, or is another lender's.`,
  CannotSupersede: ([earlier]) => `The decision on application ${spellWord(earlier)} is another lender's or subject's, or was superseded already.`,
  SettlementIsStopped: () => "A guardian stopped all settlement; reads go on.",
  // Groth16Verifier
  KeyCoordinateTooLarge: ([word]) => `Word ${word} of the verifying key, of the point ${keyPoint(word)}, is not below the base field's order.`,
  KeyPointNotOnCurve: ([word]) => `The point ${keyPoint(word)} of the verifying key is not on its curve.`,
  KeyPointAtInfinity: ([word]) => `The point ${keyPoint(word)} of the verifying key is the point at infinity.`,
  KeyPointIsGenerator: ([word]) => `The point ${keyPoint(word)} of the verifying key is the group's generator: that phase of the ceremony did not take place.`,
  KeyPointsAlike: ([word, other]) => `The points ${keyPoint(word)} and ${keyPoint(other)} of the verifying key are equal or opposite.`,
  KeyPointsNotInGroup: ([first, last]) =>
    `A point of the verifying key from ${keyPoint(first)} to ${keyPoint(last)} is off its curve or outside its group, or the chain has no pairings.`,
  PrecompilesMissing: () => "The chain lacks the precompiles of EIP-196 and EIP-197, without which no proof can be verified.",
  // CreditGate
  RegistryMissing: ([registry]) => `There is no registry at ${registry}.`,
  OtherModelRegistry: ([ofDecisions, given]) => `The decisions are of models in the registry ${ofDecisions}, not in ${given}.`,
  // AccessManager and what it manages
  AccessManagedUnauthorized: ([caller]) => `Account ${caller} does not have the role that this needs.`,
  AccessManagedRequiredDelay: ([caller, delay]) =>
    `Account ${caller} may do this only through the access manager, ${spellSpan(delay)} after it was scheduled there.`,
  AccessManagedInvalidAuthority: ([authority]) => `${authority} is not an access manager.`,
  AccessManagerAlreadyScheduled: ([operation]) => `Operation ${operation} is scheduled already.`,
  AccessManagerNotScheduled: ([operation]) => `Operation ${operation} is not scheduled.`,
  AccessManagerNotReady: ([operation]) => `The delay of operation ${operation} has not passed yet.`,
  AccessManagerExpired: ([operation]) => `Operation ${operation} was scheduled too long ago; it has to be scheduled again.`,
  AccessManagerLockedRole: ([role]) => `Role ${role} cannot be changed.`,
  AccessManagerLockedFunction: ([selector]) => `The function ${selector} cannot be given to a role.`,
  AccessManagerBadConfirmation: () => "A role is given up only by the account that has it.",
  AccessManagerUnauthorizedAccount: ([account, role]) => `Account ${account} does not have role ${role} of the access manager.`,
  AccessManagerUnauthorizedCall: ([caller, target, selector]) => `Account ${caller} may not call function ${selector} of ${target}.`,
  AccessManagerUnauthorizedConsume: ([target]) => `${target} asked to use up a scheduled operation that is not its own.`,
  AccessManagerUnauthorizedCancel: ([account, caller, target]) => `Account ${account} may not cancel what ${caller} scheduled on ${target}.`,
  AccessManagerInvalidInitialAdmin: ([admin]) => `${admin} cannot be the first administrator.`,
  // TimelockController and AccessControl
  TimelockInvalidOperationLength: ([targets, payloads, values]) =>
    `The operation names ${targets} targets, ${payloads} calls and ${values} amounts; there have to be as many of each.`,
  TimelockInsufficientDelay: ([delay, least]) => `The delay of ${spellSpan(delay)} is shorter than the timelock's ${spellSpan(least)}.`,
  TimelockUnexpectedOperationState: ([operation]) =>
    `Operation ${operation} of the timelock is not in the state that this needs: not scheduled, not ready yet, or done.`,
  TimelockUnexecutedPredecessor: ([operation]) => `Operation ${operation} of the timelock has to be carried out first.`,
  TimelockUnauthorizedCaller: ([caller]) => `Only the timelock itself may do this, not ${caller}.`,
  AccessControlUnauthorizedAccount: ([account, role]) => `Account ${account} does not have role ${role}.`,
  AccessControlBadConfirmation: () => "A role is given up only by the account that has it.",
  // What the building blocks themselves refuse
  ReentrancyGuardReentrantCall: () => "The contract was called again from within its own call.",
  StringTooLong: ([text]) => `The text ${text} does not fit into a word.`,
  InvalidShortString: () => "A word that should hold a text holds none.",
  SafeCastOverflowedUintDowncast: ([bits, value]) => `${value} does not fit ${bits} bits.`,
  SafeCastOverflowedIntToUint: ([value]) => `${value} is negative where it may not be.`,
  SafeCastOverflowedIntDowncast: ([bits, value]) => `${value} does not fit ${bits} bits with its sign.`,
  SafeCastOverflowedUintToInt: ([value]) => `${value} is too large for a number with a sign.`,
  CheckpointUnorderedInsertion: () => "A later change of the same history is recorded already.",
  AddressEmptyCode: ([target]) => `There is no contract at ${target}.`,
  InsufficientBalance: ([balance, needed]) => `The contract holds ${balance} wei of the ${needed} that this needs.`,
  FailedCall: () => "A call that the contract made failed without saying why.",
  FailedDeployment: () => "The contract could not be deployed.",
  MissingPrecompile: ([at]) => `The chain has no precompile at ${at}.`,
  Create2EmptyBytecode: () => "There is no code to deploy.",
};
