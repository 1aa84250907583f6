/** What a gate answers, by the number that ICreditGate gives it. */
export const GATE_ANSWERS = [
  "Granted",
  "NoDecision",
  "NotApproved",
  "Overridden",
  "TooOld",
  "ScoreTooLow",
  "OtherModel",
  "OtherPolicy",
  "ModelStopped",
  "Superseded",
  "RegistryStopped",
] as const;
export type GateAnswer = (typeof GATE_ANSWERS)[number];
