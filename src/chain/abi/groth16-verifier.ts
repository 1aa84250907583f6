// Generated from contracts/interfaces/IGroth16Verifier.sol by scripts/generate-contracts.ts.
export const groth16VerifierAbi = [
  {"inputs":[{"internalType":"uint256","name":"word","type":"uint256"},{"internalType":"uint256","name":"value","type":"uint256"}],"name":"KeyCoordinateTooLarge","type":"error"},
  {"inputs":[{"internalType":"uint256","name":"word","type":"uint256"}],"name":"KeyPointAtInfinity","type":"error"},
  {"inputs":[{"internalType":"uint256","name":"word","type":"uint256"}],"name":"KeyPointIsGenerator","type":"error"},
  {"inputs":[{"internalType":"uint256","name":"word","type":"uint256"},{"internalType":"uint256","name":"x","type":"uint256"},{"internalType":"uint256","name":"y","type":"uint256"}],"name":"KeyPointNotOnCurve","type":"error"},
  {"inputs":[{"internalType":"uint256","name":"word","type":"uint256"},{"internalType":"uint256","name":"other","type":"uint256"}],"name":"KeyPointsAlike","type":"error"},
  {"inputs":[{"internalType":"uint256","name":"first","type":"uint256"},{"internalType":"uint256","name":"last","type":"uint256"}],"name":"KeyPointsNotInGroup","type":"error"},
  {"inputs":[],"name":"PrecompilesMissing","type":"error"},
  {"inputs":[],"name":"isDevelopmentKey","outputs":[{"internalType":"bool","name":"","type":"bool"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"internalType":"uint256[8][]","name":"proofs","type":"uint256[8][]"},{"internalType":"uint256[5][]","name":"signals","type":"uint256[5][]"}],"name":"verifyBatch","outputs":[{"internalType":"bool","name":"","type":"bool"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"internalType":"uint256[8]","name":"proof","type":"uint256[8]"},{"internalType":"uint256[5]","name":"signals","type":"uint256[5]"}],"name":"verifyProof","outputs":[{"internalType":"bool","name":"","type":"bool"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"verifyingKey","outputs":[{"internalType":"uint256[26]","name":"","type":"uint256[26]"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"verifyingKeyHash","outputs":[{"internalType":"bytes32","name":"","type":"bytes32"}],"stateMutability":"view","type":"function"},
] as const;
