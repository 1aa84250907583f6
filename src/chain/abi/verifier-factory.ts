// Generated from contracts/interfaces/IVerifierFactory.sol by scripts/generate-contracts.ts.
export const verifierFactoryAbi = [
  {"anonymous":false,"inputs":[{"indexed":true,"internalType":"contract IGroth16Verifier","name":"verifier","type":"address"},{"indexed":true,"internalType":"bytes32","name":"verifyingKeyHash","type":"bytes32"},{"indexed":false,"internalType":"bool","name":"development","type":"bool"}],"name":"VerifierDeployed","type":"event"},
  {"inputs":[{"internalType":"uint256[26]","name":"key","type":"uint256[26]"},{"internalType":"bool","name":"development","type":"bool"}],"name":"deployVerifier","outputs":[{"internalType":"contract IGroth16Verifier","name":"verifier","type":"address"}],"stateMutability":"nonpayable","type":"function"},
  {"inputs":[{"internalType":"address","name":"account","type":"address"}],"name":"isVerifier","outputs":[{"internalType":"bool","name":"","type":"bool"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"internalType":"bytes32","name":"verifyingKeyHash","type":"bytes32"},{"internalType":"bool","name":"development","type":"bool"}],"name":"verifierOf","outputs":[{"internalType":"contract IGroth16Verifier","name":"","type":"address"}],"stateMutability":"view","type":"function"},
] as const;
