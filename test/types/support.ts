/** `same<A, B>(true)` compiles where the two types are one: neither is wider, and neither is `any`. */
export declare function same<A, B>(
  answer: (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2
    ? true
    : false,
): void;
