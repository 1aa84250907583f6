// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { CreditLine } from "../examples/CreditLine.sol";

/// @notice A borrower that draws once more from within the payment of its draw; and says what came of it.
contract ReentrantBorrower {
    CreditLine private immutable _line;

    uint256 public attempts;
    uint256 public gained;
    bytes public firstAnswer;

    constructor(CreditLine line) {
        _line = line;
    }

    function attack(uint256 amount) external {
        uint256 before = address(this).balance;
        _line.draw(amount);
        gained = address(this).balance - before;
    }

    receive() external payable {
        attempts++;
        (bool drawn, bytes memory answer) = address(_line).call(abi.encodeCall(CreditLine.draw, (msg.value)));
        if (!drawn) firstAnswer = answer;
    }
}
