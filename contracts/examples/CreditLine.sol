// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";
import { Address } from "@openzeppelin/contracts/utils/Address.sol";
import { ReentrancyGuard } from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import { ICreditGate } from "../interfaces/ICreditGate.sol";
import { ApplicationId } from "../types/ApplicationId.sol";

/**
 * @title  CreditLine
 * @notice An example: lends the chain's own currency, once to each account that a lender's fresh approving decision is about, and takes it back without
 *         interest. Whoever funds it trusts the lender that the terms name, and nobody else.
 */
contract CreditLine is Ownable, ReentrancyGuard {
    event Drawn(address indexed borrower, ApplicationId indexed application, uint256 amount);
    event Repaid(address indexed borrower, uint256 amount, uint256 owed);

    /// @notice The gate said no, and why.
    error NotCreditworthy(address borrower, ICreditGate.Answer answer);
    /// @notice An account draws once, and its repayment does not change that.
    error DrawnAlready(address borrower, uint256 drawn);
    error AmountOutOfBounds(uint256 amount, uint256 limit);
    error RepaysMoreThanOwed(uint256 paid, uint256 owed);

    ICreditGate public immutable gate;
    uint256 public immutable limit;
    ICreditGate.Terms public terms;

    mapping(address borrower => uint256) public drawn;
    mapping(address borrower => uint256) public owed;

    constructor(ICreditGate creditGate, ICreditGate.Terms memory creditTerms, uint256 drawLimit) payable Ownable(msg.sender) {
        gate = creditGate;
        terms = creditTerms;
        limit = drawLimit;
    }

    /// @notice Adds to what can be lent.
    receive() external payable {}

    /// @notice Lends to the sender, on the decision that stands at this moment.
    function draw(uint256 amount) external nonReentrant {
        if (amount == 0 || amount > limit) revert AmountOutOfBounds(amount, limit);
        if (drawn[msg.sender] != 0) revert DrawnAlready(msg.sender, drawn[msg.sender]);
        (ICreditGate.Answer answer, ApplicationId application) = gate.ask(gate.subjectOf(msg.sender), terms);
        if (answer != ICreditGate.Answer.Granted) revert NotCreditworthy(msg.sender, answer);

        drawn[msg.sender] = amount;
        owed[msg.sender] = amount;
        emit Drawn(msg.sender, application, amount);
        Address.sendValue(payable(msg.sender), amount);
    }

    /// @notice Takes back what the sender owes, or part of it.
    function repay() external payable nonReentrant {
        uint256 before = owed[msg.sender];
        if (msg.value > before) revert RepaysMoreThanOwed(msg.value, before);
        owed[msg.sender] = before - msg.value;
        emit Repaid(msg.sender, msg.value, before - msg.value);
    }

    /// @notice Takes out what is not lent.
    function withdraw(uint256 amount) external onlyOwner nonReentrant {
        Address.sendValue(payable(msg.sender), amount);
    }
}
