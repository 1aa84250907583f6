#include "textflag.h"
#include "go_asm.h"

// The arithmetic of blocks.go by AVX-512 IFMA: VPMADD52LUQ and VPMADD52HUQ multiply the low 52 bits of eight pairs of words and add the low or the high 52 bits of the
// products to eight words.
//
// A register holds one limb of the eight numbers of a block: Z0 to Z9 the columns of a product, of which Z5 to Z9 remain, Z10 to Z14 a factor, Z16 to Z27 constants.
// Z15 is for what is needed at once. AX is how many bytes on in every column the block is, R9 how many blocks are left.
//
// Numbers are at most 8 p, and limbs below 2^52 wherever they are multiplied. In between limbs are larger, and signed after a subtraction, until CARRY: a column of two
// products and their reduction is a sum of at most 28 words below 2^52 and of carries, below 2^57.

#define START \
	LEAQ ·blockConstants(SB), R8 \
	VPBROADCASTQ constants_fold+0(R8), Z16 \
	VPBROADCASTQ constants_fold+8(R8), Z17 \
	VPBROADCASTQ constants_fold+16(R8), Z18 \
	VPBROADCASTQ constants_fold+24(R8), Z19 \
	VPBROADCASTQ constants_fold+32(R8), Z20 \
	VPBROADCASTQ constants_p+0(R8), Z21 \
	VPBROADCASTQ constants_p+8(R8), Z22 \
	VPBROADCASTQ constants_p+16(R8), Z23 \
	VPBROADCASTQ constants_p+24(R8), Z24 \
	VPBROADCASTQ constants_p+32(R8), Z25 \
	VPBROADCASTQ constants_inverse(R8), Z26 \
	VPBROADCASTQ constants_mask(R8), Z27 \
	XORQ AX, AX

#define NEXT \
	ADDQ $const_blockBytes, AX \
	DECQ R9 \
	JNZ next \
	VZEROUPPER \
	RET

#define ZERO(L0, L1, L2, L3, L4) \
	VPXORQ L0, L0, L0 \
	VPXORQ L1, L1, L1 \
	VPXORQ L2, L2, L2 \
	VPXORQ L3, L3, L3 \
	VPXORQ L4, L4, L4

#define LOAD(A, L0, L1, L2, L3, L4) \
	VMOVDQU64 0(A)(AX*1), L0 \
	VMOVDQU64 64(A)(AX*1), L1 \
	VMOVDQU64 128(A)(AX*1), L2 \
	VMOVDQU64 192(A)(AX*1), L3 \
	VMOVDQU64 256(A)(AX*1), L4

#define STORE(TO) \
	VMOVDQU64 Z5, 0(TO)(AX*1) \
	VMOVDQU64 Z6, 64(TO)(AX*1) \
	VMOVDQU64 Z7, 128(TO)(AX*1) \
	VMOVDQU64 Z8, 192(TO)(AX*1) \
	VMOVDQU64 Z9, 256(TO)(AX*1)

// TIMES adds Q times the limbs M0 to M4 to the columns C0 to C5.
#define TIMES(Q, M0, M1, M2, M3, M4, C0, C1, C2, C3, C4, C5) \
	VPMADD52LUQ M0, Q, C0 \
	VPMADD52LUQ M1, Q, C1 \
	VPMADD52LUQ M2, Q, C2 \
	VPMADD52LUQ M3, Q, C3 \
	VPMADD52LUQ M4, Q, C4 \
	VPMADD52HUQ M0, Q, C1 \
	VPMADD52HUQ M1, Q, C2 \
	VPMADD52HUQ M2, Q, C3 \
	VPMADD52HUQ M3, Q, C4 \
	VPMADD52HUQ M4, Q, C5

#define ROW(LIMB, C0, C1, C2, C3, C4, C5) \
	VMOVDQU64 LIMB, Z15 \
	TIMES(Z15, Z10, Z11, Z12, Z13, Z14, C0, C1, C2, C3, C4, C5)

// PRODUCT adds the product of a block of A and one of B to the columns.
#define PRODUCT(A, B) \
	LOAD(B, Z10, Z11, Z12, Z13, Z14) \
	ROW(0(A)(AX*1), Z0, Z1, Z2, Z3, Z4, Z5) \
	ROW(64(A)(AX*1), Z1, Z2, Z3, Z4, Z5, Z6) \
	ROW(128(A)(AX*1), Z2, Z3, Z4, Z5, Z6, Z7) \
	ROW(192(A)(AX*1), Z3, Z4, Z5, Z6, Z7, Z8) \
	ROW(256(A)(AX*1), Z4, Z5, Z6, Z7, Z8, Z9)

// CARRY_OUT adds what is above 52 bits in a column that is not negative to the next one.
#define CARRY_OUT(T, C1) \
	VPSRLQ $52, T, Z15 \
	VPADDQ Z15, C1, C1

// FOLD takes the lowest column away: its low 52 bits times 2^-52 mod p go to those above.
#define FOLD(T, C1, C2, C3, C4, C5, C6) \
	CARRY_OUT(T, C1) \
	TIMES(T, Z16, Z17, Z18, Z19, Z20, C1, C2, C3, C4, C5, C6)

// CLEAR takes the lowest column away as P. Montgomery does: it adds the multiple of p that makes its low 52 bits zero.
#define CLEAR(T, C1, C2, C3, C4, C5) \
	VPXORQ Z15, Z15, Z15 \
	VPMADD52LUQ Z26, T, Z15 \
	TIMES(Z15, Z21, Z22, Z23, Z24, Z25, T, C1, C2, C3, C4, C5) \
	CARRY_OUT(T, C1)

// SUM_OF_PRODUCTS leaves (BX CX + SI DI) / 2^260 modulo p, or BX CX / 2^260 where SI is nil. That is below the quotient of the numbers and p (1 + 2^-50): FOLD adds less than
// 2^52 p, at a place that the two CLEAR divide by 2^104, and these add less than p. FOLD costs one multiplication less than CLEAR and does not wait for it.
#define SUM_OF_PRODUCTS \
	ZERO(Z0, Z1, Z2, Z3, Z4) \
	ZERO(Z5, Z6, Z7, Z8, Z9) \
	PRODUCT(BX, CX) \
	TESTQ SI, SI \
	JZ reduce \
	PRODUCT(SI, DI) \
reduce: \
	FOLD(Z0, Z1, Z2, Z3, Z4, Z5, Z6) \
	FOLD(Z1, Z2, Z3, Z4, Z5, Z6, Z7) \
	FOLD(Z2, Z3, Z4, Z5, Z6, Z7, Z8) \
	CLEAR(Z3, Z4, Z5, Z6, Z7, Z8) \
	CLEAR(Z4, Z5, Z6, Z7, Z8, Z9)

#define CARRY_ON(L, L1) \
	VPSRAQ $52, L, Z15 \
	VPANDQ Z27, L, L \
	VPADDQ Z15, L1, L1

// CARRY makes limbs of 52 bits; the highest has the sign.
#define CARRY(L0, L1, L2, L3, L4) \
	CARRY_ON(L0, L1) \
	CARRY_ON(L1, L2) \
	CARRY_ON(L2, L3) \
	CARRY_ON(L3, L4)

#define SUBTRACT(A) \
	VPSUBQ 0(A)(AX*1), Z5, Z5 \
	VPSUBQ 64(A)(AX*1), Z6, Z6 \
	VPSUBQ 128(A)(AX*1), Z7, Z7 \
	VPSUBQ 192(A)(AX*1), Z8, Z8 \
	VPSUBQ 256(A)(AX*1), Z9, Z9

#define FOUR_TIMES \
	VPSLLQ $2, Z5, Z5 \
	VPSLLQ $2, Z6, Z6 \
	VPSLLQ $2, Z7, Z7 \
	VPSLLQ $2, Z8, Z8 \
	VPSLLQ $2, Z9, Z9

// STORE_SUBTRACTED writes Z5 to Z9, from -4 p on, with 4 p added.
#define STORE_SUBTRACTED(TO) \
	VPADDQ.BCST constants_four+0(R8), Z5, Z5 \
	VPADDQ.BCST constants_four+8(R8), Z6, Z6 \
	VPADDQ.BCST constants_four+16(R8), Z7, Z7 \
	VPADDQ.BCST constants_four+24(R8), Z8, Z8 \
	VPADDQ.BCST constants_four+32(R8), Z9, Z9 \
	CARRY(Z5, Z6, Z7, Z8, Z9) \
	STORE(TO)

// func productsIFMA(to, a, b, c, d *block, n int)
TEXT ·productsIFMA(SB), NOSPLIT, $0-48
	MOVQ to+0(FP), DX
	MOVQ a+8(FP), BX
	MOVQ b+16(FP), CX
	MOVQ c+24(FP), SI
	MOVQ d+32(FP), DI
	MOVQ n+40(FP), R9
	START
next:
	SUM_OF_PRODUCTS
	CARRY(Z5, Z6, Z7, Z8, Z9)
	STORE(DX)
	NEXT

// func oppositesIFMA(to, a *block, n int)
TEXT ·oppositesIFMA(SB), NOSPLIT, $0-24
	MOVQ to+0(FP), DX
	MOVQ a+8(FP), CX
	MOVQ n+16(FP), R9
	START
next:
	ZERO(Z5, Z6, Z7, Z8, Z9)
	SUBTRACT(CX)
	STORE_SUBTRACTED(DX)
	NEXT

// PACK takes eight elements, each R12 bytes after the one before, and leaves their limbs, but p less them where the signs have a one. Those limbs are signed.
#define PACK(FROM, SIGNS) \
	VMOVDQU (FROM), Y0 \
	VMOVDQU (FROM)(R12*1), Y1 \
	VINSERTI64X4 $1, (FROM)(R12*2), Z0, Z0 \
	VINSERTI64X4 $1, (FROM)(R13*1), Z1, Z1 \
	LEAQ (FROM)(R12*4), FROM \
	VMOVDQU (FROM), Y2 \
	VMOVDQU (FROM)(R12*1), Y3 \
	VINSERTI64X4 $1, (FROM)(R12*2), Z2, Z2 \
	VINSERTI64X4 $1, (FROM)(R13*1), Z3, Z3 \
	LEAQ (FROM)(R12*4), FROM \
	VPUNPCKLQDQ Z1, Z0, Z4 \
	VPUNPCKHQDQ Z1, Z0, Z5 \
	VPUNPCKLQDQ Z3, Z2, Z6 \
	VPUNPCKHQDQ Z3, Z2, Z7 \
	VSHUFI64X2 $0x88, Z6, Z4, Z0 \
	VSHUFI64X2 $0x88, Z7, Z5, Z1 \
	VSHUFI64X2 $0xdd, Z6, Z4, Z2 \
	VSHUFI64X2 $0xdd, Z7, Z5, Z3 \
	VPSHRDQ $52, Z1, Z0, Z6 \
	VPSHRDQ $40, Z2, Z1, Z7 \
	VPSHRDQ $28, Z3, Z2, Z8 \
	VPSRLQ $16, Z3, Z9 \
	VPANDQ Z27, Z0, Z5 \
	VPANDQ Z27, Z6, Z6 \
	VPANDQ Z27, Z7, Z7 \
	VPANDQ Z27, Z8, Z8 \
	KMOVB (SIGNS), K1 \
	INCQ SIGNS \
	VPSUBQ Z5, Z21, K1, Z5 \
	VPSUBQ Z6, Z22, K1, Z6 \
	VPSUBQ Z7, Z23, K1, Z7 \
	VPSUBQ Z8, Z24, K1, Z8 \
	VPSUBQ Z9, Z25, K1, Z9

// func differencesIFMA(to, a, b *block, p, q *fp.Element, stride int, negatedP, negatedQ *uint8, n int)
TEXT ·differencesIFMA(SB), NOSPLIT, $0-72
	MOVQ to+0(FP), DX
	MOVQ a+8(FP), BX
	MOVQ b+16(FP), CX
	MOVQ p+24(FP), SI
	MOVQ q+32(FP), DI
	MOVQ stride+40(FP), R12
	MOVQ negatedP+48(FP), R10
	MOVQ negatedQ+56(FP), R11
	MOVQ n+64(FP), R9
	LEAQ (R12)(R12*2), R13
	START
next:
	PACK(SI, R10)
	STORE(BX)
	PACK(DI, R11)
	TESTQ CX, CX
	JZ packed
	STORE(CX)
packed:
	SUBTRACT(BX)
	FOUR_TIMES
	STORE_SUBTRACTED(DX)
	NEXT

// func coordinatesIFMA(to *fp.Element, stride int, left, a, b, c, d, less1, less2 *block, n int)
TEXT ·coordinatesIFMA(SB), NOSPLIT, $0-80
	MOVQ to+0(FP), R14
	MOVQ stride+8(FP), R12
	MOVQ left+16(FP), DX
	MOVQ a+24(FP), BX
	MOVQ b+32(FP), CX
	MOVQ c+40(FP), SI
	MOVQ d+48(FP), DI
	MOVQ less1+56(FP), R10
	MOVQ less2+64(FP), R11
	MOVQ n+72(FP), R9
	LEAQ (R12)(R12*2), R13
	START
	VMOVDQU64 constants_low(R8), Z28
	VMOVDQU64 constants_high(R8), Z29
next:
	SUM_OF_PRODUCTS
	SUBTRACT(R10)
	TESTQ R11, R11
	JZ subtracted
	SUBTRACT(R11)
subtracted:
	// With 3 p added this is between p and 6 p. How often p is in it is told by the highest limb: never once too often, and once too little only within 2^-36 p above a
	// multiple of p. What is added is 3 p less so many.
	VPADDQ.BCST constants_guess(R8), Z9, Z15
	VPXORQ Z14, Z14, Z14
	VPMADD52HUQ.BCST constants_reciprocal(R8), Z15, Z14
	VPSRLQ $45, Z14, Z14
	VPERMQ constants_rest+0(R8), Z14, Z0
	VPERMQ constants_rest+64(R8), Z14, Z1
	VPERMQ constants_rest+128(R8), Z14, Z2
	VPERMQ constants_rest+192(R8), Z14, Z3
	VPERMQ constants_rest+256(R8), Z14, Z4
	VPADDQ Z0, Z5, Z5
	VPADDQ Z1, Z6, Z6
	VPADDQ Z2, Z7, Z7
	VPADDQ Z3, Z8, Z8
	VPADDQ Z4, Z9, Z9
	CARRY(Z5, Z6, Z7, Z8, Z9)
	// What is still p or more has a highest limb of at least that of p: one number in 2^45 has.
	VPCMPUQ $5, Z25, Z9, K1
	KORTESTW K1, K1
	JZ reduced
	VPSUBQ Z21, Z5, Z0
	VPSUBQ Z22, Z6, Z1
	VPSUBQ Z23, Z7, Z2
	VPSUBQ Z24, Z8, Z3
	VPSUBQ Z25, Z9, Z4
	CARRY(Z0, Z1, Z2, Z3, Z4)
	VPMOVQ2M Z4, K1
	KNOTB K1, K1
	VMOVDQA64 Z0, K1, Z5
	VMOVDQA64 Z1, K1, Z6
	VMOVDQA64 Z2, K1, Z7
	VMOVDQA64 Z3, K1, Z8
	VMOVDQA64 Z4, K1, Z9
reduced:
	// Words of 64 bits, and then the words of an element side by side.
	VPSLLQ $52, Z6, Z0
	VPORQ Z5, Z0, Z0
	VPSRLQ $12, Z6, Z1
	VPSLLQ $40, Z7, Z2
	VPORQ Z2, Z1, Z1
	VPSRLQ $24, Z7, Z2
	VPSLLQ $28, Z8, Z3
	VPORQ Z3, Z2, Z2
	VPSRLQ $36, Z8, Z3
	VPSLLQ $16, Z9, Z4
	VPORQ Z4, Z3, Z3
	VPUNPCKLQDQ Z1, Z0, Z10
	VPUNPCKHQDQ Z1, Z0, Z11
	VPUNPCKLQDQ Z3, Z2, Z12
	VPUNPCKHQDQ Z3, Z2, Z13
	VMOVDQA64 Z10, Z0
	VMOVDQA64 Z11, Z1
	VPERMT2Q Z12, Z28, Z0
	VPERMT2Q Z13, Z28, Z1
	VPERMT2Q Z12, Z29, Z10
	VPERMT2Q Z13, Z29, Z11
	VMOVDQU Y0, (R14)
	VMOVDQU Y1, (R14)(R12*1)
	VEXTRACTI64X4 $1, Z0, (R14)(R12*2)
	VEXTRACTI64X4 $1, Z1, (R14)(R13*1)
	LEAQ (R14)(R12*4), R14
	VMOVDQU Y10, (R14)
	VMOVDQU Y11, (R14)(R12*1)
	VEXTRACTI64X4 $1, Z10, (R14)(R12*2)
	VEXTRACTI64X4 $1, Z11, (R14)(R13*1)
	LEAQ (R14)(R12*4), R14
	TESTQ DX, DX
	JZ done
	LOAD(R10, Z0, Z1, Z2, Z3, Z4)
	VPSUBQ Z5, Z0, Z5
	VPSUBQ Z6, Z1, Z6
	VPSUBQ Z7, Z2, Z7
	VPSUBQ Z8, Z3, Z8
	VPSUBQ Z9, Z4, Z9
	FOUR_TIMES
	STORE_SUBTRACTED(DX)
done:
	NEXT
